"""From what was measured to a verdict with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from servio_verify.load.judgement.baseline import Comparison
from servio_verify.load.judgement.gate_result import GateResult, Outcome, Rules, judge
from servio_verify.load.measure.tally import Book, Place
from servio_verify.load.plan.gates import EACH, Gate, Scope
from servio_verify.load.plan.profile import Profile
from servio_verify.results.verdict import Verdict, strictest

TOTAL = "all endpoints"
MOST_THROTTLED = 0.01
"""Share of 429 answers from which on the target's limit was measured, not its speed."""


@dataclass(frozen=True)
class Reason:
    """One line that explains, and the verdict that it alone would give."""

    verdict: Verdict
    text: str


@dataclass(frozen=True)
class Incidents:
    """What happened to the run as a whole."""

    stopped_by_hand: str | None = None
    outage: str | None = None
    braked: str | None = None
    broken: str | None = None
    ceiling: str | None = None
    lost_workers: Sequence[str] = ()
    distrust: Sequence[str] = ()
    crowded: str | None = None
    stalls: Sequence[tuple[float, float]] = ()
    leftovers: Sequence[str] = ()
    mistake: str | None = None


def judge_gates(profile: Profile, book: Book, seconds: dict[Scope, float], late: float) -> list[GateResult]:
    """Return what each gate says, for each scope and endpoint that it is meant for; `late` as in Rules."""
    rules = Rules(profile.confidence, profile.decide == "point", late)
    results = []
    for gate in profile.gates:
        for scope in [gate.scope] if gate.scope else list(Scope):
            for endpoint in _endpoints(gate, book):
                tally = book.total(partial(_fits, scope, endpoint))
                results.append(judge(gate, scope, endpoint, tally, seconds[scope], rules))
    return results


def _endpoints(gate: Gate, book: Book) -> list[str]:
    if gate.endpoint == EACH:
        return book.endpoints() or [TOTAL]
    return [gate.endpoint or TOTAL]


def _fits(scope: Scope, endpoint: str, place: Place) -> bool:
    return (scope is Scope.RUN or place.on_plateau) and endpoint in (TOTAL, place.endpoint)


def reasons(
    results: Sequence[GateResult], book: Book, incidents: Incidents, comparisons: Sequence[Comparison], decides: bool
) -> list[Reason]:
    """Return everything that speaks against GO, the strictest first; nothing where nothing does."""
    total = book.total()
    found = [Reason(Verdict.INVALID, line) for line in (*_lost(incidents), *incidents.distrust)]
    if incidents.mistake:
        found.append(Reason(Verdict.INVALID, f"an error of our own: {incidents.mistake}"))
    if not total.requests:
        found.append(Reason(Verdict.INCONCLUSIVE, "not one request was made"))
    if incidents.outage:
        found.append(Reason(Verdict.INCONCLUSIVE, incidents.outage))
    if total.throttled > MOST_THROTTLED * total.requests:
        found.append(
            Reason(
                Verdict.INCONCLUSIVE,
                f"the target throttled {total.throttled} of {total.requests} requests (429): "
                "raise its limit for this run or choose a lighter profile",
            )
        )
    for text in (incidents.braked, incidents.stopped_by_hand, incidents.ceiling):
        if text:
            found.append(Reason(Verdict.INCONCLUSIVE, text))
    # Users who wait for an answer send nothing: their samples leave out what a stall would have hit.
    found += [
        Reason(Verdict.INCONCLUSIVE, f"the target stalled: nothing was answered from {since:.0f} s to {until:.0f} s")
        for since, until in incidents.stalls
    ]
    if incidents.broken:
        found.append(Reason(Verdict.NO_GO, incidents.broken))
    # While the target was down its failures are the outage's (docs/DESIGN.md: that is INCONCLUSIVE).
    found += [_reason(result, bool(incidents.outage)) for result in results if result.outcome is not Outcome.PASS]
    if decides:
        found += [Reason(Verdict.NO_GO, str(comparison)) for comparison in comparisons if comparison.worse]
    if len(found) and (why := _commonest(book)):
        found.append(Reason(Verdict.GO, why))
    if incidents.crowded:
        found.append(Reason(Verdict.GO, f"beside the generator: {incidents.crowded}"))
    found += [Reason(Verdict.GO, f"left on the target: {path}") for path in incidents.leftovers]
    order = list(Verdict)
    return sorted(found, key=lambda reason: -order.index(reason.verdict))


def verdict_of(found: Sequence[Reason]) -> Verdict:
    """Return the strictest of the reasons' verdicts; GO where there is none."""
    return strictest([Verdict.GO, *(reason.verdict for reason in found)])


def _lost(incidents: Incidents) -> list[str]:
    return [f"{worker}: what it measured since its last report is missing" for worker in incidents.lost_workers]


def _reason(result: GateResult, excused: bool) -> Reason:
    failed = result.outcome is Outcome.FAIL and not excused
    return Reason(Verdict.NO_GO if failed else Verdict.INCONCLUSIVE, str(result))


def _commonest(book: Book) -> str | None:
    failures = book.total().failures.most_common(3)
    if not failures:
        return None
    return "failures: " + ", ".join(f"{count} x {what}" for what, count in failures)
