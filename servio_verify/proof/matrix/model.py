"""What a proof found: a row for each fault, with the checks that caught it."""

from dataclasses import dataclass
from enum import StrEnum

from servio_verify.proof.fault import Expected, Fault
from servio_verify.results.verdict import Verdict


class Ended(StrEnum):
    """How a row ended; every one but the first two is red."""

    AS_PROMISED = "as promised"
    NOT_APPLICABLE = "not applicable"
    NOT_CAUGHT = "not caught"
    CAUGHT_BY_OTHERS = "caught, by other checks than promised"
    OTHER_VERDICT = "another verdict than promised"
    OTHER_SHARE = "caught in another share of runs than promised"
    CAUGHT_UNPROMISED = "caught, though it was to survive"
    FALSE_ALARM = "false alarm"
    DID_NOT_ARRIVE = "changed nothing that the run received"
    STAYED_RED = "red again without the fault"
    UNSTEADY = "red now and then"

    @property
    def is_mismatch(self) -> bool:
        """Whether promised and found differ."""
        return self not in (Ended.AS_PROMISED, Ended.NOT_APPLICABLE)


@dataclass(frozen=True)
class Caught:
    """A check that was red under a fault: its node id, seconds from the run's start, and its reason's first line."""

    check: str
    seconds: float
    reason: str


@dataclass(frozen=True)
class Share:
    """In how many of the runs that a fault reached it was caught, and the interval that this leaves (99 %)."""

    caught: int
    runs: int
    low: float
    high: float


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
    promised_verdict: Verdict = Verdict.NO_GO
    survives_because: str = ""
    first_line: str = ""
    """The first reason of the run's verdict; with other faults in the same run, that of its own first check."""
    evidence: str = ""
    """Name of the run's folder, in `runs/` beside the matrix; empty where it was GO and nothing was kept."""
    whole: bool = True
    """Whether the whole tier ran under it, or the promised checks alone."""
    seconds: float = 0.0
    """How long the run under the fault took."""
    probability: float = 1.0
    share: Share | None = None

    @classmethod
    def of(cls, fault: Fault, by: str, ended: Ended, why: str = "") -> "Row":
        """Return the row of a fault about whose run there is nothing to tell yet."""
        return cls(
            fault=fault.name,
            kind=fault.kind,
            title=fault.title,
            suffers=fault.suffers,
            source=fault.source,
            by=by,
            tier=fault.tier,
            expected=fault.expected,
            promised=fault.checks,
            ended=ended,
            why=why,
            promised_verdict=fault.verdict,
            survives_because=fault.reason,
            probability=fault.probability,
        )

    @property
    def detected(self) -> float | None:
        """Seconds from the run's start until the first check was red; None where none was."""
        return min((caught.seconds for caught in self.caught), default=None)


@dataclass(frozen=True)
class Matrix:
    """A proof: of which suite, against which target, when (UTC, ISO 8601)."""

    environment: str
    commit: str
    made: str
    rows: tuple[Row, ...] = ()
    checks: tuple[str, ...] = ()
    """Every check that ran without a fault, by node id."""
    build: str | None = None
    seconds: float = 0.0
    whole: bool = False
    """Whether every row had the whole tier: only then does it tell which checks catch nothing."""
    complete: bool = True
    """Whether every fault that was asked for has its row: not where the proof was ended before."""
    schema: str = "servio-verify/proof-1"

    @property
    def mismatches(self) -> tuple[Row, ...]:
        """Rows where promised and found differ."""
        return tuple(row for row in self.rows if row.ended.is_mismatch)
