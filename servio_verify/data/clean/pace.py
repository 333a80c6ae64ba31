"""Pace of the batches: as many rows as are gone in less than half of the time that a lock may last."""

from dataclasses import dataclass

FIRST = 50
MOST = 10_000
AIM = 0.4
"""Share of the longest lock that a batch aims at: a machine that is busy for a moment takes twice as long and more."""

GIVE_UP = 0.75
"""Share of it after which the server ends the statement: taking it back is quick, and takes the rest."""

WAIT = 0.3
"""Share of it that a batch waits for a lock of others."""


@dataclass
class Pace:
    """How many rows the next batch has, by how long the last ones took."""

    longest_ms: int
    size: int = FIRST
    longest_seen: float = 0.0
    """Seconds of the longest transaction so far, also of those that were taken back."""

    @property
    def statement_timeout_ms(self) -> int:
        """After how long the server ends a batch."""
        return max(1, int(self.longest_ms * GIVE_UP))

    @property
    def lock_timeout_ms(self) -> int:
        """How long a batch waits for a lock of others."""
        return max(1, int(self.longest_ms * WAIT))

    def note(self, seconds: float) -> None:
        """Keep how long a batch held its locks."""
        self.longest_seen = max(self.longest_seen, seconds)

    def done(self, seconds: float) -> None:
        """Choose the next size after a batch that went through."""
        self.note(seconds)
        factor = self.longest_ms / 1000 * AIM / max(seconds, 0.0001)
        self.size = max(1, min(MOST, int(self.size * min(3.0, max(0.5, factor)) + 0.5)))

    def failed(self) -> None:
        """Choose the next size after one that was taken back."""
        self.size = max(1, self.size // 4)
