"""Counts of an arrival rate: what was due, and what could not be sent in time."""

from dataclasses import dataclass, replace


@dataclass
class Arrivals:
    """Requests that became due, those of them that were not sent in time, and how many wait for an answer now."""

    due: int = 0
    late: int = 0
    """Sent late: the generator did not get to them."""
    blocked: int = 0
    """Sent late: every connection was waiting for an answer."""
    unsent: int = 0
    """Never sent: they had waited for longer than an answer is waited for, or the run ended."""
    open: int = 0

    @property
    def not_in_time(self) -> int:
        """How many were sent late or never."""
        return self.late + self.blocked + self.unsent

    def add(self, other: "Arrivals") -> None:
        """Add what another one counted; how many wait is not a count."""
        self.due += other.due
        self.late += other.late
        self.blocked += other.blocked
        self.unsent += other.unsent

    def harvest(self) -> "Arrivals":
        """Return what was counted since the last harvest, and start anew."""
        counted = replace(self)
        self.due = self.late = self.blocked = self.unsent = 0
        return counted
