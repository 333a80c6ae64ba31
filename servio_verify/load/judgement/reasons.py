"""The reasons of a load run's verdict, and the notes beside them."""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from servio_verify.failures.intermediary import what_to_do
from servio_verify.load.judgement.baseline import Comparison
from servio_verify.load.judgement.gate_result import GateOutcome, GateResult
from servio_verify.load.judgement.incidents import Incidents
from servio_verify.load.measure.tally import Tally
from servio_verify.results.verdict import Verdict, strictest

LACKING = [os.strerror(code) for code in (errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL, errno.ENOBUFS, errno.ENOMEM)]
"""Failures of the generator's own machine: such a request never left it."""

MOST_THROTTLED = 0.01
"""Share of 429 answers from which on the target's limit was measured, not its speed."""

MOST_INTERCEPTED = 0.01
"""The same of answers that somebody else gave."""


@dataclass(frozen=True)
class Reason:
    """One line that speaks against GO, and the verdict that it alone would give."""

    verdict: Verdict
    text: str


@dataclass(frozen=True)
class Evidence:
    """The evidence that a verdict rests on. `worse_decides`: whether a worse p95 than the baseline's fails the run."""

    gates: Sequence[GateResult]
    total: Tally
    incidents: Incidents
    comparisons: Sequence[Comparison] = ()
    worse_decides: bool = False
    is_open: bool = False
    """Whether times are from when a request was due: they hold what a stall hit, so it decides nothing by itself."""


def reasons(evidence: Evidence) -> list[Reason]:
    """Return everything that speaks against GO, the strictest first; nothing where nothing does."""
    against = [reason for rule in _RULES for reason in rule(evidence)]
    return sorted(against, key=lambda reason: -reason.verdict.weight)


def notes(evidence: Evidence, against: Sequence[Reason]) -> list[str]:
    """Return what a reader should know beside the reasons; it decides nothing."""
    lines = []
    if against and evidence.total.failed:
        failures = evidence.total.failures.most_common(3)
        lines.append("failures: " + ", ".join(f"{count} x {what}" for what, count in failures))
    lines += [f"{line}; the times hold that wait" for line in _stalled(evidence) if evidence.is_open]
    if evidence.incidents.crowded:
        lines.append(f"beside the generator: {evidence.incidents.crowded}")
    return [*lines, *(f"left on the target: {path}" for path in evidence.incidents.leftovers)]


def _stalled(evidence: Evidence) -> Iterator[str]:
    for since, until in evidence.incidents.stalls:
        yield f"the target stalled: nothing was answered from {since:.0f} s to {until:.0f} s"


def verdict_of(against: Sequence[Reason]) -> Verdict:
    """Return the strictest of the reasons' verdicts; GO where there is none."""
    return strictest([Verdict.GO, *(reason.verdict for reason in against)])


def _distrust(evidence: Evidence) -> Iterator[Reason]:
    """Why the run itself cannot be believed."""
    for worker in evidence.incidents.lost_workers:
        yield Reason(Verdict.INVALID, f"{worker}: what it measured since its last report is missing")
    for line in (*evidence.incidents.builds, *evidence.incidents.distrust):
        yield Reason(Verdict.INVALID, line)
    for what in LACKING:
        if count := evidence.total.failures[what]:
            text = f"the generator was the bottleneck: {count} requests never left its machine ({what}); add workers"
            yield Reason(Verdict.INVALID, text)
    if evidence.incidents.mistake:
        yield Reason(Verdict.INVALID, f"an error of our own: {evidence.incidents.mistake}")


def _nothing_measured(evidence: Evidence) -> Iterator[Reason]:
    if not evidence.total.requests:
        yield Reason(Verdict.INCONCLUSIVE, "not one request was made")


def _outage(evidence: Evidence) -> Iterator[Reason]:
    if evidence.incidents.stop and evidence.incidents.outage:
        yield Reason(evidence.incidents.stop.kind.verdict, evidence.incidents.stop.text)


def _throttled(evidence: Evidence) -> Iterator[Reason]:
    throttled, requests = evidence.total.throttled, evidence.total.requests
    if throttled > MOST_THROTTLED * requests:
        yield Reason(
            Verdict.INCONCLUSIVE,
            f"the target throttled {throttled} of {requests} requests (429): "
            "raise its limit for this run or choose a lighter profile",
        )


def _intercepted(evidence: Evidence) -> Iterator[Reason]:
    intercepted, requests = evidence.total.intercepted, evidence.total.requests
    if intercepted.total() > MOST_INTERCEPTED * requests:
        who, _ = intercepted.most_common()[0]
        text = f"{intercepted.total()} of {requests} answers were not Servio's: {who}: {what_to_do(who)}"
        yield Reason(Verdict.INCONCLUSIVE, text)


def _stopped(evidence: Evidence) -> Iterator[Reason]:
    if evidence.incidents.stop and not evidence.incidents.outage:
        yield Reason(evidence.incidents.stop.kind.verdict, evidence.incidents.stop.text)


def _stalls(evidence: Evidence) -> Iterator[Reason]:
    # Users who wait for an answer send nothing: their samples leave out what a stall would have hit.
    for text in () if evidence.is_open else _stalled(evidence):
        yield Reason(Verdict.INCONCLUSIVE, text)


def _gates(evidence: Evidence) -> Iterator[Reason]:
    # While the target was down its failures are the outage's (docs/DESIGN.md: that is INCONCLUSIVE).
    for result in evidence.gates:
        if result.outcome is not GateOutcome.PASS:
            failed = result.outcome is GateOutcome.FAIL and not evidence.incidents.outage
            yield Reason(Verdict.NO_GO if failed else Verdict.INCONCLUSIVE, str(result))


def _lost_orders(evidence: Evidence) -> Iterator[Reason]:
    if lost := evidence.incidents.lost_orders:
        yield Reason(Verdict.INCONCLUSIVE if evidence.incidents.outage else Verdict.NO_GO, lost)


def _worse(evidence: Evidence) -> Iterator[Reason]:
    for comparison in evidence.comparisons:
        if evidence.worse_decides and comparison.worse:
            yield Reason(Verdict.NO_GO, str(comparison))


_RULES: tuple[Callable[[Evidence], Iterator[Reason]], ...] = (
    _distrust,
    _nothing_measured,
    _outage,
    _throttled,
    _intercepted,
    _stopped,
    _stalls,
    _lost_orders,
    _gates,
    _worse,
)
"""In the order in which reasons of the same weight are listed."""
