"""What happens once after the checks: clean, judge, compare, publish (docs/DESIGN.md, The flow of one run)."""

import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from servio_verify.api import observations
from servio_verify.api.renewal import renewals
from servio_verify.browser import sign_in
from servio_verify.data.sweep import Swept
from servio_verify.environments.model import Environment
from servio_verify.judgement import ledger
from servio_verify.judgement.conclusion import Aftermath, conclude, unchecked
from servio_verify.judgement.findings import Findings
from servio_verify.judgement.judge import judge
from servio_verify.reporting import health_chart, publish
from servio_verify.results import history
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import journal
from servio_verify.run.identity import Run, started_at
from servio_verify.run.journal import leftovers
from servio_verify.secrets import obtained
from servio_verify.secrets.scrub.cleaner import Cleaner, LeftError
from servio_verify.secrets.scrub.encodings import not_looked_for
from servio_verify.secrets.scrub.files import Scrubbed
from servio_verify.secrets.scrub.folder import scrub_or_drop
from servio_verify.secrets.scrub.search import Search
from servio_verify.secrets.values import secret_values
from servio_verify.target import fingerprint

_HARMLESS = ("verdict", "exit_code", "environment", "web_url", "api_url", "run", "started", "ended", "folder")
_UNTELLABLE = "the reasons are left out: a secret is among the result's own words, and could not be taken out"


def clean(environment: Environment, run: Run, elsewhere: Sequence[Path] = ()) -> Scrubbed:
    """Remove what only the run itself needed, and take the secrets out of the rest; say what was done.

    `elsewhere` are files and folders that a person asked for outside of the run's; only what this run wrote is
    touched there. From now on others than the run's owner may read its folder.
    """
    secrets = [*secret_values(environment).values(), *obtained.all_of(run.folder)]
    for pattern in (sign_in.FILES, ledger.PROMISED, observations.FILES):
        for path in run.folder.glob(pattern):
            path.unlink()
    obtained.forget(run.folder)
    done = scrub_or_drop(run.folder, secrets, keep=journal.FILES)
    since = started_at(run.id).timestamp()
    for path in elsewhere:
        more = scrub_or_drop(path, secrets, keep=journal.FILES, since=since)
        done = Scrubbed(done.count + more.count, [*done.dropped, *more.dropped])
    run.open_to_others()
    return done


def end(found: Findings, run: Run, swept: Swept, timings: dict[str, float], elsewhere: Sequence[Path] = ()) -> Result:
    """Judge a run that is over, and tell everybody; `elsewhere` as in `clean`."""
    started = time.monotonic()
    seen = observations.take(run.folder)
    looks = fingerprint.take(found.environment, seen.endpoints, seen.cookies)
    timings["fingerprint"] = time.monotonic() - started
    renewed = renewals(run.folder)
    left = (*leftovers(run), *swept.failed)
    aftermath = Aftermath(left, len(swept.deleted), looks, seen.browsers, renewed)
    result = conclude(found, judge(found), run, aftermath, timings)
    _draw(result, found, run)
    return _tell(result, found.environment, run, elsewhere)


def end_unchecked(found: Findings, run: Run, verdict: Verdict, reason: str, timings: dict[str, float]) -> Result:
    """Say why a run could not begin, and tell everybody."""
    result = unchecked(found, run, verdict, reason, timings)
    _draw(result, found, run)
    return _tell(result, found.environment, run, ())


def _draw(result: Result, found: Findings, run: Run) -> None:
    title = f"{result.verdict}: {result.environment}, run {run.id}"
    with suppress(OSError):  # a full disk: what needs the room more says so
        picture = health_chart.draw(found.samples, found.failures, title)
        (run.folder / health_chart.FILE).write_text(picture, encoding="utf-8")


def _tell(result: Result, environment: Environment, run: Run, elsewhere: Sequence[Path]) -> Result:
    complaints = []
    result = _scrubbed(result, environment, run, elsewhere)
    try:
        with history.opened(history.path()) as kept:
            result = kept.compare(result)
            kept.keep(result)
    except (OSError, sqlite3.Error, ValueError) as error:  # ValueError: a history of another version
        complaints.append(f"the history {history.path()} could not be used: {error}")
    webhook = environment.secrets.get(publish.WEBHOOK)
    secret = webhook.get_secret_value() if webhook else None
    complaints += publish.publish(result, run.folder, os.environ, secret)
    if complaints:
        sys.stderr.write("\n".join(["", *complaints, ""]))  # pytest's line of dots is not ended yet
    return result


def _scrubbed(result: Result, environment: Environment, run: Run, elsewhere: Sequence[Path]) -> Result:
    """Return the result without secrets, and with what the scrubbing has to say: whatever renders it tells none."""
    done, secrets = clean(environment, run, elsewhere), secret_values(environment)
    try:
        cleaned = Cleaner(Search([*secrets.values(), *obtained.all_of(run.folder)])).clean(_json(result))
        told = Result.model_validate_json(cleaned.content)
        done.count += cleaned.count
    except (LeftError, ValueError):  # a secret that is a part of the result's own words
        told = Result(**{name: getattr(result, name) for name in _HARMLESS}, reasons=(_UNTELLABLE,))
    notes = (*told.notes, *done.dropped, *not_looked_for(secrets))
    return told.model_copy(update={"scrubbed": done.count, "notes": notes})


def _json(result: Result) -> bytes:
    return result.model_dump_json(by_alias=True).encode()
