"""Incidents of a load run: what happened to it as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from servio_verify.results.verdict import Verdict


class IncidentKind(StrEnum):
    """The kinds of incidents that end a run before its last stage is over."""

    OUTAGE = "outage"
    TOO_MANY_FAILURES = "too many failures"
    BROKEN_GATE = "broken gate"
    CEILING = "ceiling of requests"
    STOPPED_BY_HAND = "stopped by hand"

    @property
    def verdict(self) -> Verdict:
        """The verdict that this alone gives: only a limit that no longer holds says something about the build."""
        return Verdict.NO_GO if self is IncidentKind.BROKEN_GATE else Verdict.INCONCLUSIVE


@dataclass(frozen=True)
class Incident:
    """An incident that ended a run early, in one line."""

    kind: IncidentKind
    text: str


@dataclass(frozen=True)
class Incidents:
    """All incidents of a run. `stop` is the first that ended it early."""

    stop: Incident | None = None
    lost_workers: Sequence[str] = ()
    distrust: Sequence[str] = ()
    builds: Sequence[str] = ()
    """Why it was not one build that answered."""
    crowded: str | None = None
    stalls: Sequence[tuple[float, float]] = ()
    leftovers: Sequence[str] = ()
    lost_orders: str | None = None
    """How many orders that were accepted are not stored."""
    mistake: str | None = None

    @property
    def outage(self) -> bool:
        """Whether the target was down: its failures are then no failures of the build."""
        return self.stop is not None and self.stop.kind is IncidentKind.OUTAGE
