"""Pace of the batches: as many rows as are gone in less than half of the time that a lock may last, and headway."""

from dataclasses import dataclass

from servio_verify.data.clean.errors import WHOLE, CleanError

FIRST = 50
MOST = 10_000
AIM = 0.4
"""Share of the longest lock that a batch aims at: a machine that is busy for a moment takes twice as long and more."""

GIVE_UP = 0.75
"""Share of it after which the server ends the statement: taking it back is quick, and takes the rest."""

WAIT = 0.3
"""Share of it that a batch waits for a lock of others."""

TWICE = 2
MOST_SHORT = 10
"""How many batches in a row may have fewer rows than they may: after the first, only what came meanwhile is left."""


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


class Headway:
    """Guard against a clean-up that makes no headway: each of its loops ends, whatever the database does.

    Takes what each batch did. Raises CleanError where the next would do the same again; `table` is the root's.
    """

    def __init__(self, table: str) -> None:
        self._table = table
        self._oldest: str | None = None
        self._in_vain = 0
        self._short = 0

    def begin(self) -> None:
        """Begin a walk from the oldest."""
        self._oldest, self._in_vain, self._short = None, 0, 0

    def deleted(self, count: int, size: int, oldest: str | None) -> None:
        """Take a batch of at most `size` rows, and the key of its oldest one."""
        if not count:
            return self.in_vain("look at its triggers")
        self._in_vain = 0
        self._short = self._short + 1 if count < size else 0
        if oldest == self._oldest or self._short >= MOST_SHORT:
            raise CleanError(f"rows of {self._table} that were deleted are there again: look at its triggers; {WHOLE}")
        self._oldest = oldest
        return None

    def smaller(self) -> None:
        """Take that the next batch has fewer rows, or one that is left aside."""
        self._in_vain = 0

    def in_vain(self, why: str) -> None:
        """Take a batch of old rows of which none was deleted, and after which nothing is different."""
        self._in_vain += 1
        if self._in_vain >= TWICE:
            raise CleanError(f"old rows of {self._table} do not go: {why}; {WHOLE}")
