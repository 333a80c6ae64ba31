"""What happens once after the checks: clean, judge, compare, publish (DESIGN.md, The flow of one run)."""

import os
import sqlite3
import sys
import time

from servio_verify import fingerprint, history, ledger, observed, publication, sign_in
from servio_verify.conclusion import Aftermath, conclude, unchecked
from servio_verify.environment import Environment
from servio_verify.journal import leftovers
from servio_verify.judge import Findings, judge
from servio_verify.leaks import secret_values
from servio_verify.result import FILE, Result
from servio_verify.run import Run
from servio_verify.scrub import scrub
from servio_verify.sweep import Swept
from servio_verify.verdict import Verdict


def clean(environment: Environment, run: Run) -> int:
    """Remove what only the run itself needed, and take the secrets out of the rest; return how many were there."""
    for pattern in (sign_in.FILES, ledger.PROMISED, observed.FILES):
        for path in run.folder.glob(pattern):
            path.unlink()
    return scrub(run.folder, secret_values(environment).values())


def end(found: Findings, run: Run, swept: Swept, timings: dict[str, float]) -> Result:
    """Judge a run that is over, and tell everybody."""
    started = time.monotonic()
    endpoints, cookies = observed.take(run.folder)
    seen = fingerprint.take(found.environment, endpoints, cookies)
    timings["fingerprint"] = time.monotonic() - started
    aftermath = Aftermath(leftovers(run) + len(swept.failed), len(swept.deleted), seen)
    return _tell(conclude(found, judge(found), run, aftermath, timings), found.environment, run)


def end_unchecked(found: Findings, run: Run, verdict: Verdict, reason: str, timings: dict[str, float]) -> Result:
    """Say why a run could not begin, and tell everybody."""
    return _tell(unchecked(found, run, verdict, reason, timings), found.environment, run)


def _tell(result: Result, environment: Environment, run: Run) -> Result:
    result, complaints = _scrubbed(result, environment, run), []
    try:
        with history.opened(history.path()) as kept:
            result = kept.compare(result)
            kept.keep(result)
    except (OSError, sqlite3.Error, ValueError) as error:  # ValueError: a history of another version
        complaints.append(f"the history could not be used: {error}")
    webhook = environment.secrets.get(publication.WEBHOOK)
    secret = webhook.get_secret_value() if webhook else None
    complaints += publication.publish(result, run.folder, os.environ, secret)
    sys.stderr.write("".join(f"{line}\n" for line in complaints))
    return result


def _scrubbed(result: Result, environment: Environment, run: Run) -> Result:
    """Return the result as it is on disk once the secrets are out of it: whatever renders it must not tell them."""
    path = run.folder / FILE
    result.write(path)
    count = clean(environment, run)
    return Result.model_validate_json(path.read_text(encoding="utf-8")).model_copy(update={"scrubbed": count})
