"""Timetable of an arrival rate: when each request of one process is due, whatever became of the earlier ones."""

import math

SEGMENT = 1.0
"""Seconds in which a rate goes, in a straight line, to the one that it was told for later."""


class Timetable:
    """Requests are due evenly (k6's rule for arrival rates); times are seconds by the clock that the caller uses."""

    def __init__(self) -> None:
        self._since = 0.0
        self._rate = self._later = 0.0
        self._ahead = 0.0
        self._taken = 0
        self._waiting: list[float] = []

    def follow(self, now: float, rate: float, later: float, ahead: float = 0.0) -> None:
        """Go on with this many requests a second now, and with `later` a second from now.

        `ahead` is the part of a request by which this process begins before others, so that they take turns.
        """
        self._waiting = self.take(now)
        self._ahead = min(self._count(now) - self._taken, 1.0) if self._since else ahead
        self._since, self._rate, self._later, self._taken = now, rate, later, 0

    def take(self, now: float) -> list[float]:
        """Return when those were due that became due since this was last asked, in order."""
        due, self._waiting = self._waiting, []
        while (at := self.next) is not None and at <= now:
            due.append(at)
            self._taken += 1
        return due

    @property
    def next(self) -> float | None:
        """When the next one is due; None where none will be."""
        if self._waiting:
            return self._waiting[0]
        wanted = self._taken + 1 - self._ahead
        in_segment = (self._rate + self._later) / 2 * SEGMENT
        if wanted <= in_segment:
            slope = (self._later - self._rate) / SEGMENT
            root = math.sqrt(max(0.0, self._rate**2 + 2 * slope * wanted))
            return self._since + 2 * max(0.0, wanted) / max(self._rate + root, 1e-12)
        return None if self._later <= 0 else self._since + SEGMENT + (wanted - in_segment) / self._later

    def _count(self, now: float) -> float:
        """Return how many became due since the rate was told, with the part of the next one."""
        seconds = max(0.0, now - self._since)
        part = min(seconds, SEGMENT)
        until = self._rate + (self._later - self._rate) * part / SEGMENT
        return self._ahead + part * (self._rate + until) / 2 + (seconds - part) * self._later
