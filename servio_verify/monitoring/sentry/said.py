"""What Sentry says of a run, as it is put together."""

from dataclasses import dataclass, field

from servio_verify.browser.sentry.marked import MarkedError
from servio_verify.monitoring.reading import Reading

CALLED = "Sentry"
MEANS_NOTHING = "so that no issue is new means nothing"


@dataclass(frozen=True)
class Arrival:
    """The marked error of this run: what it was sent as, and why nothing is known of it where it did not arrive."""

    error: MarkedError | None
    gap: str = ""
    seconds: float = 0.0


@dataclass
class Said:
    """The lines of a reading, as they come."""

    signals: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add_arrival(self, arrival: Arrival) -> None:
        """Add what is to be said of the marked error."""
        if arrival.gap:
            self.gaps.append(f"{CALLED}: {arrival.gap}")
        else:
            self.notes.append(
                f"{CALLED}: the marked error of this run was there {arrival.seconds:.0f} s after the checks"
            )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet."""
        return not (self.signals or self.gaps or self.notes)

    @property
    def reading(self) -> Reading:
        """All of it."""
        return Reading(tuple(self.signals), tuple(self.gaps), tuple(self.notes))
