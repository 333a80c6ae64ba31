"""Gates: limits that decide, written like `p95 < 500 ms on plateau for GET /`."""

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from servio_verify.load.intervals import Interval, poisson, wilson
from servio_verify.load.tally import Tally

GRAMMAR = re.compile(
    r"(?P<measure>p\d{1,2}(\.\d+)?|errors|rate) (?P<sign><|<=|>|>=) (?P<limit>\d+(\.\d+)?) ?(?P<unit>ms|s|%|/s)"
    r"( on (?P<scope>run|plateau))?( for (?P<endpoint>.+))?"
)
SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EACH = "each"
"""The endpoint of a gate that is meant for every endpoint by itself."""


class Outcome(StrEnum):
    """What a gate says."""

    PASS = "pass"  # noqa: S105 - a word, no password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


class Scope(StrEnum):
    """Which part of a run a gate looks at."""

    RUN = "run"
    PLATEAU = "plateau"


@dataclass(frozen=True, repr=False)
class Gate:
    """One limit. Milliseconds for percentiles, a share for errors, requests a second for the rate."""

    measure: str
    sign: str
    limit: float
    scope: Scope | None = None
    endpoint: str | None = None

    @property
    def share(self) -> float:
        """The percentile as a share; only for percentiles."""
        return float(self.measure[1:]) / 100

    @property
    def is_percentile(self) -> bool:
        """Whether it limits a response time."""
        return self.measure.startswith("p")

    def show(self, value: float) -> str:
        """Return a value of this gate's measure for people."""
        if math.isinf(value):
            return "?"
        if self.measure == "errors":
            return f"{value * 100:.3g} %"
        return f"{value:.1f} /s" if self.measure == "rate" else f"{value:.1f} ms"

    def __str__(self) -> str:
        limit = {"errors": f"{self.limit * 100:g} %", "rate": f"{self.limit:g} /s"}.get(
            self.measure, f"{self.limit:g} ms"
        )
        return f"{self.measure} {self.sign} {limit}"

    def __repr__(self) -> str:
        return str(self)  # what Allure shows as a check's parameter


def parse(text: object) -> Gate:
    """Return the gate that a text says. Raises ValueError with what would be right."""
    found = GRAMMAR.fullmatch(" ".join(str(text).split()))
    if not found:
        raise ValueError(
            f"{text!r} is no gate; write it like 'p95 < 500 ms', 'errors < 1 %', 'rate > 20 /s on plateau'"
        )
    measure, unit = found["measure"], found["unit"]
    if unit not in {"errors": ("%",), "rate": ("/s",)}.get(measure, ("ms", "s")):
        raise ValueError(f"{text!r}: {unit} is no unit of {measure}")
    if measure.startswith("p") and float(measure[1:]) == 0:
        raise ValueError(f"{text!r}: there is no percentile 0")
    if (measure == "rate") != (found["sign"] in (">", ">=")):
        right = "> or >=" if measure == "rate" else "< or <="
        raise ValueError(f"{text!r} would fail what is good; a limit of {measure} is written with {right}")
    scale = {"%": 0.01, "s": 1000.0}.get(unit, 1.0)
    scope = Scope(found["scope"]) if found["scope"] else None
    return Gate(measure, found["sign"], float(found["limit"]) * scale, scope, found["endpoint"])


@dataclass(frozen=True)
class GateResult:
    """A gate with what was measured, and what follows."""

    gate: Gate
    scope: Scope
    endpoint: str
    count: int
    value: float
    interval: Interval
    outcome: Outcome
    why: str = ""

    def __str__(self) -> str:
        gate = self.gate
        between = f"[{gate.show(self.interval.low)}, {gate.show(self.interval.high)}]"
        place = f"{self.endpoint}, {self.scope}"
        return f"{gate} ({place}): {gate.show(self.value)} {between}, n={self.count}: {self.outcome}" + (
            f" ({self.why})" if self.why else ""
        )


@dataclass(frozen=True)
class Rules:
    """How gates are judged. `late` is by how many milliseconds the generator itself may have made times longer."""

    confidence: float = 0.99
    by_point: bool = False
    late: float = 0.0


def judge(gate: Gate, scope: Scope, endpoint: str, tally: Tally, seconds: float, rules: Rules) -> GateResult:
    """Return what the gate says about a tally that was gathered in `seconds`.

    By interval: pass where all of it is inside the limit, fail where all of it is outside (even less what the
    generator was late by), else inconclusive. By point (k6's rule): the value alone decides, if there is one.
    """
    count, value, interval = _measure(gate, tally, seconds, rules.confidence)
    if count == 0:
        return GateResult(gate, scope, endpoint, 0, 0.0, interval, Outcome.INCONCLUSIVE, "nothing was measured")
    inside = SIGNS[gate.sign]
    low = interval.low - rules.late if gate.is_percentile else interval.low
    sides = {inside(end, gate.limit) for end in ((value,) if rules.by_point else (low, interval.high))}
    if len(sides) == 1:
        outcome = Outcome.PASS if sides.pop() else Outcome.FAIL
        return GateResult(gate, scope, endpoint, count, value, interval, outcome)
    too_few = math.isinf(interval.high) or interval.low == 0
    why = "too few samples" if too_few else "the interval holds the limit"
    return GateResult(gate, scope, endpoint, count, value, interval, Outcome.INCONCLUSIVE, why)


def _measure(gate: Gate, tally: Tally, seconds: float, confidence: float) -> tuple[int, float, Interval]:
    if gate.measure == "errors":
        return tally.judged, tally.error_rate, wilson(tally.failed, tally.judged, confidence)
    if gate.measure == "rate":
        if seconds <= 0:
            return 0, 0.0, Interval(0.0, math.inf)
        answered = tally.times.count
        return tally.requests, answered / seconds, poisson(answered, seconds, confidence)
    return tally.times.count, tally.times.percentile(gate.share), tally.times.interval(gate.share, confidence)
