"""Gates: limits that decide, written like `p95 < 500 ms on plateau for GET /`."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from servio_verify.load.measure.histogram import LONGEST

GRAMMAR = re.compile(
    r"(?P<measure>p\d{1,2}(\.\d+)?|errors|rate) (?P<sign><|<=|>|>=) (?P<limit>\d+(\.\d+)?) ?(?P<unit>ms|s|%|/s)"
    r"( on (?P<scope>run|plateau))?( for (?P<endpoint>.+))?"
)
EACH = "each"
"""The endpoint of a gate that is meant for every endpoint by itself."""


_SPAN = {"errors": "from 0 to 100 %", "rate": "from 0 on"}


class Scope(StrEnum):
    """The part of a run that a gate looks at."""

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

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The parts of a run that it is judged on: both where the text names none."""
        return (self.scope,) if self.scope else tuple(Scope)

    def never_passes(self, *, by_point: bool) -> bool:
        """Return whether nothing that is measured passes it: nothing is below 0, and no sample is sure of 0."""
        return self.limit == 0 and self.measure != "rate" and not (by_point and self.sign == "<=")

    @property
    def never_fails(self) -> bool:
        """Return whether nothing that can be measured fails it."""
        if self.is_percentile:
            return self.limit * 1000 >= LONGEST
        if self.measure == "rate":
            return self.limit == 0 and self.sign == ">="
        return self.limit > 1 or (self.limit == 1 and self.sign == "<=")

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

    def named_on(self, scope: Scope) -> str:
        """Return what the check of this gate is called, with the part of the run and the endpoint that it is for."""
        return f"{self} on {scope}" + (f" for {self.endpoint}" if self.endpoint else "")

    def __repr__(self) -> str:
        return str(self)  # what Allure shows as a check's parameter


def parse(text: object) -> Gate:
    """Return the gate that a text says. Raises ValueError with what would be right."""
    match = GRAMMAR.fullmatch(" ".join(str(text).split()))
    if not match:
        raise ValueError(
            f"{text!r} is no gate; write it like 'p95 < 500 ms', 'errors < 1 %', 'rate > 20 /s on plateau'"
        )
    measure, unit = match["measure"], match["unit"]
    if unit not in {"errors": ("%",), "rate": ("/s",)}.get(measure, ("ms", "s")):
        raise ValueError(f"{text!r}: {unit} is no unit of {measure}")
    if measure.startswith("p") and not 0 < float(measure[1:]) < 100:
        raise ValueError(f"{text!r}: there is no percentile {float(measure[1:]):g}")
    if (measure == "rate") != (match["sign"] in (">", ">=")):
        right = "> or >=" if measure == "rate" else "< or <="
        raise ValueError(f"{text!r} would fail what is good; a limit of {measure} is written with {right}")
    scale = {"%": 0.01, "s": 1000.0}.get(unit, 1.0)
    scope = Scope(match["scope"]) if match["scope"] else None
    gate = Gate(measure, match["sign"], float(match["limit"]) * scale, scope, match["endpoint"])
    if gate.never_fails:
        raise ValueError(f"{text!r} can never fail: {measure} is measured {_SPAN.get(measure, 'up to 60 s')}")
    return gate
