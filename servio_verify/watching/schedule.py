"""Schedule of a watch: when its next round is due, without drift."""

import time
from collections.abc import Callable


class Schedule:
    """Due at the start, and every so many seconds after it, however long a round takes."""

    def __init__(self, every: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._every = every
        self._clock = clock
        self._due = clock()

    @property
    def left(self) -> float:
        """Seconds until the next round is due."""
        return max(0.0, self._due - self._clock())

    @property
    def until_next(self) -> float:
        """Seconds until the round after the one that is on, or was just skipped, would be due."""
        return self._every - (self._clock() - self._due) % self._every

    def move_on(self) -> int:
        """Go on to the next moment that is still to come; return how many were missed on the way."""
        missed = int((self._clock() - self._due) // self._every)
        self._due += (missed + 1) * self._every
        return missed
