"""What a proof found: a row for each fault, with the checks that caught it."""

from dataclasses import dataclass, field
from enum import StrEnum

from servio_verify.proof.fault import Expected
from servio_verify.results.verdict import Verdict


class Ended(StrEnum):
    """How a row ended; every one but the first two is red."""

    AS_PROMISED = "as promised"
    NOT_APPLICABLE = "not applicable"
    NOT_CAUGHT = "not caught"
    CAUGHT_BY_OTHERS = "caught, by other checks than promised"
    OTHER_VERDICT = "another verdict than promised"
    CAUGHT_UNPROMISED = "caught, though it was to survive"
    FALSE_ALARM = "false alarm"
    DID_NOT_ARRIVE = "changed nothing that the run received"
    STAYED_RED = "red again without the fault"


@dataclass(frozen=True)
class Caught:
    """A check that was red under a fault: its node id, seconds from the run's start, and its reason's first line."""

    check: str
    seconds: float
    reason: str


@dataclass(frozen=True)
class Row:
    """One fault: what was promised, and what became of it."""

    fault: str
    kind: str
    title: str
    suffers: str
    source: str
    by: str
    """What has the fault: `proxy` or `sandbox`."""
    tier: str
    expected: Expected
    promised: tuple[str, ...]
    ended: Ended
    why: str = ""
    verdict: Verdict | None = None
    caught: tuple[Caught, ...] = ()
    changed: int | None = None
    """Answers that the run received otherwise than the target gave them; None where no proxy stood between."""
    example: str = ""
    together_with: tuple[str, ...] = ()
    """Faults that were on in the same run, as their checks are others."""


@dataclass(frozen=True)
class Matrix:
    """A proof: of which suite, against which target, when (UTC, ISO 8601)."""

    environment: str
    commit: str
    made: str
    rows: tuple[Row, ...] = ()
    checks: tuple[str, ...] = field(default=())
    """Every check that ran without a fault, by node id."""
