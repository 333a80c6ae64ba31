"""Consistency of a verdict: what a run never writes, and a hand that edits the file might.

It is no seal: whoever may write the file may write a whole one.
"""

from collections.abc import Iterator

from servio_verify.results.counts import counts
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict, strictest
from servio_verify.run.identity import started_at


def contradiction(result: Result) -> str:
    """Return the first thing in the result that does not go with the rest; nothing where all does."""
    return next(_contradictions(result), "")


def _contradictions(result: Result) -> Iterator[str]:
    if result.exit_code != result.verdict.exit_code:
        yield f"{result.verdict} with exit code {result.exit_code}"
    due = strictest([Verdict.GO, *(cause.verdict for cause in result.causes)])
    if due is not result.verdict:
        yield f"{result.verdict} with a cause that is {due}" if result.causes else f"{result.verdict} without a cause"
    counted = counts(result.ledger)
    passed, failed = counted["passed"], counted["failed"]
    if (passed, failed) != (result.passed, result.failed):
        yield f"{result.passed} passed and {result.failed} failed, in its ledger {passed} and {failed}"
    if result.verdict is Verdict.GO and (result.failed or result.not_run or not result.passed):
        yield f"GO with {result.passed} passed, {result.failed} failed and {result.not_run} not run"
    if result.verdict is Verdict.GO and result.reasons:
        yield "GO with a reason against it"
    if result.verdict is Verdict.GO and not all(detector.caught for detector in result.detectors):
        yield "GO with a detector that did not fire"
    if result.ended < result.started:
        yield "it ended before it started"
    if not result.parts and _began(result.run) not in (None, f"{result.started:%Y-%m-%d %H:%M:%S}"):
        yield "it started at another time than its run id says"


def _began(run: str) -> str | None:
    try:
        return f"{started_at(run):%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return None
