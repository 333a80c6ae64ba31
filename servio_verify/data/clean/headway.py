"""Guard against a clean-up that makes no headway: each of its loops ends, whatever the database does."""

from servio_verify.data.clean.errors import WHOLE, CleanError

TWICE = 2
MOST_SHORT = 10
"""How many batches in a row may have fewer rows than they may: after the first, only what came meanwhile is left."""


class Headway:
    """Takes what each batch did. Raises CleanError where the next would do the same again; `table` is the root's."""

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
