"""Takes the time of every request of one process."""

from dataclasses import dataclass
from time import time

from servio_verify.load.measure.tally import Book, Place, Tally

THROTTLED = 429


@dataclass(frozen=True, eq=False)
class Phase:
    """A stretch of a run whose requests are counted together; `since` in seconds since the epoch, by this clock.

    Each is only equal to itself: it is part of a key that is looked up for every request.
    """

    stage: str
    on_plateau: bool
    since: float


class Meter:
    """Counts what happened since the last harvest. One per process; its cost is part of each request."""

    def __init__(self) -> None:
        self.journeys = 0
        self.busy_seconds = 0.0
        self.unfinished = 0
        self._now = self._before = Phase("", False, 0.0)
        self._book = Book()
        self._tallies: dict[tuple[str, str, Phase], Tally] = {}

    def enter(self, stage: str, on_plateau: bool) -> None:
        """Count requests that are sent from now on under this stage."""
        self._before, self._now = self._now, Phase(stage, on_plateau, time())

    def count(
        self, method: str, name: str, sent: float, milliseconds: float, status: int, failure: Exception | None
    ) -> None:
        """Count one request where it was sent; a failed or throttled one has no part in the response times."""
        phase = self._now if sent >= self._now.since else self._before
        key = (method, name, phase)
        tally = self._tallies.get(key)
        if tally is None:
            place = Place(f"{method} {name}", phase.stage, phase.on_plateau)
            tally = self._tallies[key] = self._book.tally(place)
        if status == THROTTLED:
            tally.throttled += 1
        elif failure is not None:
            tally.failures[name_of(failure)] += 1
        else:
            tally.times.record(milliseconds)

    def harvest(self) -> Book:
        """Return what was counted since the last harvest, and start anew."""
        book, self._book = self._book, Book()
        self._tallies.clear()
        return book


def name_of(failure: Exception) -> str:
    """Return what went wrong, without what differs from one request to the next."""
    if code := getattr(failure, "code", None):
        return f"HTTP {code}"
    if isinstance(failure, OSError) and failure.strerror:
        return failure.strerror
    name = type(failure).__name__
    return str(failure)[:120] if name == "CatchResponseError" else name
