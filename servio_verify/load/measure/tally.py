"""What happened to requests, counted per endpoint, stage and plateau."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from servio_verify.load.measure.histogram import ResponseTimes


class Place(NamedTuple):
    """Where in a run a request belongs: by the moment when it was sent."""

    endpoint: str
    stage: str
    on_plateau: bool


@dataclass
class Tally:
    """Successful answers with their times; failed and throttled ones apart, so that no refusal lowers a percentile."""

    times: ResponseTimes = field(default_factory=ResponseTimes)
    failures: Counter[str] = field(default_factory=Counter)
    throttled: int = 0

    @property
    def failed(self) -> int:
        """How many failed, for whatever reason."""
        return self.failures.total()

    @property
    def judged(self) -> int:
        """How many answers an error rate is a share of: all but the throttled."""
        return self.times.count + self.failed

    @property
    def requests(self) -> int:
        """How many requests there were."""
        return self.judged + self.throttled

    @property
    def error_rate(self) -> float:
        """The share that failed; 0 where there was nothing."""
        return self.failed / self.judged if self.judged else 0.0

    def add(self, other: "Tally") -> None:
        """Add what another one counted."""
        self.times.add(other.times)
        self.failures.update(other.failures)
        self.throttled += other.throttled


class Book:
    """The tallies of a process, of a window or of a whole run. Books are merged by adding them."""

    def __init__(self) -> None:
        self.tallies: dict[Place, Tally] = {}

    def tally(self, place: Place) -> Tally:
        """Return the tally of a place, a new one where there is none yet."""
        tally = self.tallies.get(place)
        if tally is None:
            tally = self.tallies[place] = Tally()
        return tally

    def add(self, other: "Book") -> None:
        """Add what another book holds."""
        for place, tally in other.tallies.items():
            self.tally(place).add(tally)

    def total(self, where: Callable[[Place], bool] = lambda _: True) -> Tally:
        """Return one tally of all places that fit, to be read only: the tally itself where there is but one."""
        return merged([tally for place, tally in self.tallies.items() if where(place)], Tally)

    def endpoints(self) -> list[str]:
        """Return the names of the endpoints that were asked, sorted."""
        return sorted({place.endpoint for place in self.tallies})

    def to_wire(self) -> list[list[Any]]:
        """Return it as plain lists, for a worker's report to its master."""
        return [[*place, t.times.encode(), dict(t.failures), t.throttled] for place, t in self.tallies.items()]

    @classmethod
    def from_wire(cls, rows: Iterable[Iterable[Any]]) -> "Book":
        """Return what `to_wire` gave. Raises ValueError for anything else."""
        book = cls()
        for endpoint, stage, on_plateau, times, failures, throttled in rows:
            tally = Tally(ResponseTimes.decode(times), Counter(failures), int(throttled))
            book.tally(Place(str(endpoint), str(stage), bool(on_plateau))).add(tally)
        return book


Counted = TypeVar("Counted", Tally, Book)


def merged(parts: Sequence[Counted], kind: type[Counted]) -> Counted:
    """Return one of all of them, to be read only: the part itself where there is but one, as copying takes its time."""
    if len(parts) == 1:
        return parts[0]
    whole = kind()
    for part in parts:
        whole.add(part)
    return whole
