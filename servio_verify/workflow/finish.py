"""Finish of a run: what is done with its result, step by step (docs/DESIGN.md, The flow of one run)."""

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from servio_verify.api.renewal import renewal_note
from servio_verify.data.sweep import Swept
from servio_verify.infra.image_note import image_note
from servio_verify.judgement.conclusion import Aftermath, conclude, unchecked
from servio_verify.judgement.findings import Findings
from servio_verify.judgement.judge import judge
from servio_verify.monitoring.flags import record
from servio_verify.reporting import health_chart, publish
from servio_verify.results import history
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.run.journal import leftovers
from servio_verify.secrets.run_scrubber import RunScrubber
from servio_verify.target import fingerprint
from servio_verify.traffic import observations
from servio_verify.workflow.scrub_result import scrub_result


@dataclass(frozen=True)
class Ending:
    """A run that is over. `elsewhere` are files that the user asked for outside of its folder."""

    findings: Findings
    run: Run
    scrubber: RunScrubber
    elsewhere: Sequence[Path] = ()
    complaints: list[str] = field(default_factory=list)


def finish(ending: Ending, swept: Swept, timings: dict[str, float]) -> Result:
    """Judge a run that is over, and take its result through the steps."""
    findings, run = ending.findings, ending.run
    started = time.monotonic()
    seen = observations.take(run.folder)
    looks = fingerprint.take(findings.environment, seen.endpoints, seen.cookies)
    timings["fingerprint"] = time.monotonic() - started
    notes = (*map(str, seen.resent), *renewal_note(run.folder), *image_note(run.folder))
    left = (*leftovers(run), *swept.failed)
    aftermath = Aftermath(left, len(swept.deleted), looks, seen.browsers, notes)
    findings = replace(findings, not_looked_at=seen.not_covered)
    return _through_the_steps(conclude(findings, judge(findings), run, aftermath, timings), ending)


def finish_unchecked(ending: Ending, verdict: Verdict, reason: str, timings: Mapping[str, float]) -> Result:
    """Take the result of a run that could not begin through the steps."""
    return _through_the_steps(unchecked(ending.findings, ending.run, verdict, reason, timings), ending)


def _draw_health(result: Result, ending: Ending) -> Result:
    title = f"{result.verdict}: {result.environment}, run {ending.run.id}"
    with suppress(OSError):  # a full disk: what needs the room more says so
        chart = health_chart.draw(ending.findings.samples, ending.findings.failures, title)
        (ending.run.folder / files.HEALTH_CHART).write_text(chart, encoding="utf-8")
    return result


def _scrub(result: Result, ending: Ending) -> Result:
    done = ending.scrubber.scrub(ending.elsewhere)
    ending.run.open_to_others()
    return scrub_result(result, ending.scrubber, done)


def _compare(result: Result, ending: Ending) -> Result:
    try:
        with history.opened(history.path()) as kept:
            rehearsal = ending.findings.rehearsal
            flags = record.read(ending.run.folder)
            result = result if rehearsal else kept.compare(result, flags)
            kept.keep(result, flags, rehearsal=rehearsal)
            kept.keep_sign_ins(result, ending.findings.signed_in)
    except (OSError, sqlite3.Error, ValueError) as error:  # ValueError: a history of another version
        ending.complaints.append(f"the history {history.path()} could not be used: {error}")
    return result


def _publish(result: Result, ending: Ending) -> Result:
    webhook = ending.findings.environment.secrets.get(publish.WEBHOOK)
    secret = webhook.get_secret_value() if webhook else None
    ending.complaints.extend(publish.publish(result, ending.run.folder, os.environ, secret))
    return result


def _complain(result: Result, ending: Ending) -> Result:
    if ending.complaints:
        sys.stderr.write("\n".join(["", *ending.complaints, ""]))  # pytest's line of dots is not ended yet
    return result


STEPS: tuple[Callable[[Result, Ending], Result], ...] = (
    _draw_health,  # before the scrubbing: the chart holds words of the target
    _scrub,  # before anybody reads it, the history too
    _compare,  # before the rendering, which shows what changed
    _publish,  # replaces the provisional verdict
    _complain,
)
"""What is done with a result, in this order."""


def _through_the_steps(result: Result, ending: Ending) -> Result:
    for step in STEPS:
        result = step(result, ending)
    return result
