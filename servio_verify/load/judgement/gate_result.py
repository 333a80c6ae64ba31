"""The judgement of one gate: by interval or by point."""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from servio_verify.load.measure.intervals import Interval, poisson, wilson
from servio_verify.load.measure.tally import Tally
from servio_verify.load.plan.gates import Gate, Scope

SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class GateOutcome(StrEnum):
    """The outcome of a gate."""

    PASS = "pass"  # noqa: S105 - a word, no password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class ScopedGate:
    """A gate on one part of a run and on one endpoint, or on all of them together."""

    gate: Gate
    scope: Scope
    endpoint: str


@dataclass(frozen=True)
class GateResult:
    """A gate with what was measured, and what follows."""

    scoped: ScopedGate
    count: int
    value: float
    interval: Interval
    outcome: GateOutcome
    why: str = ""

    @property
    def gate(self) -> Gate:
        """The gate, wherever it was judged."""
        return self.scoped.gate

    @property
    def where(self) -> str:
        """The endpoint and the part of the run, for people."""
        return f"{self.scoped.endpoint}, {self.scoped.scope}"

    def __str__(self) -> str:
        gate = self.gate
        between = f"{gate.show(self.value)} [{gate.show(self.interval.low)}, {gate.show(self.interval.high)}], "
        measured = f"{between if self.count else ''}n={self.count}"
        return f"{gate} ({self.where}): {measured}: {self.outcome}" + (f" ({self.why})" if self.why else "")


@dataclass(frozen=True)
class Rules:
    """The rules of judging gates. `late`: how many milliseconds longer the generator itself may have made times."""

    confidence: float = 0.99
    by_point: bool = False
    late: float = 0.0


def judge_gate(scoped: ScopedGate, tally: Tally, seconds: float, rules: Rules) -> GateResult:
    """Return what the gate says about a tally that was gathered in `seconds`.

    By interval: pass where all of it is inside the limit, fail where all of it is outside (even less what the
    generator was late by), else inconclusive. By point (k6's rule): the value alone decides, if there is one.
    """
    gate = scoped.gate
    count, value, interval = _measure(gate, tally, seconds, rules.confidence)
    if count == 0:
        return GateResult(scoped, count, value, interval, GateOutcome.INCONCLUSIVE, "nothing was measured")
    inside = SIGNS[gate.sign]
    low = interval.low - rules.late if gate.is_percentile else interval.low
    sides = {inside(end, gate.limit) for end in ((value,) if rules.by_point else (low, interval.high))}
    if len(sides) == 1:
        return GateResult(scoped, count, value, interval, GateOutcome.PASS if sides.pop() else GateOutcome.FAIL)
    too_few = math.isinf(interval.high) or interval.low == 0
    why = "too few samples" if too_few else "the interval holds the limit"
    return GateResult(scoped, count, value, interval, GateOutcome.INCONCLUSIVE, why)


def _measure(gate: Gate, tally: Tally, seconds: float, confidence: float) -> tuple[int, float, Interval]:
    if gate.measure == "errors":
        return tally.judged, tally.error_rate, wilson(tally.failed, tally.judged, confidence)
    if gate.measure == "rate":
        if seconds <= 0:
            return 0, 0.0, Interval(0.0, math.inf)
        answered = tally.times.count
        return tally.requests, answered / seconds, poisson(answered, seconds, confidence)
    return tally.times.count, tally.times.percentile(gate.share), tally.times.interval(gate.share, confidence)
