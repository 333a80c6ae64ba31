"""Counts of requests per endpoint, stage and plateau."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from servio_verify.load.measure.histogram import ResponseTimes


class TallyKey(NamedTuple):
    """The key that a request is counted under: its endpoint, and the part of the run in which it was sent."""

    endpoint: str
    stage: str
    on_plateau: bool


@dataclass
class Tally:
    """Successful answers with their times; failed and throttled ones apart, so that no refusal lowers a percentile."""

    times: ResponseTimes = field(default_factory=ResponseTimes)
    failures: Counter[str] = field(default_factory=Counter)
    throttled: int = 0
    octets: int = 0
    """Bytes of all answers' bodies, unpacked."""
    intercepted: Counter[str] = field(default_factory=Counter)
    """Answers that were not Servio's, by who answered instead."""
    sent: ResponseTimes | None = None
    """Of an arrival rate, whose `times` are from when a request was due: the same answers' times from sending."""

    @property
    def failed(self) -> int:
        """How many failed, for whatever reason."""
        return self.failures.total()

    @property
    def judged(self) -> int:
        """How many answers an error rate is a share of: all of Servio's but the throttled."""
        return self.times.count + self.failed

    @property
    def requests(self) -> int:
        """How many requests there were."""
        return self.judged + self.throttled + self.intercepted.total()

    @property
    def error_rate(self) -> float:
        """The share that failed; 0 where there was nothing."""
        return self.failed / self.judged if self.judged else 0.0

    def add(self, other: "Tally") -> None:
        """Add what another one counted."""
        self.times.add(other.times)
        self.failures.update(other.failures)
        self.throttled += other.throttled
        self.octets += other.octets
        self.intercepted.update(other.intercepted)
        if other.sent is not None:
            self.times_from_sending().add(other.sent)

    def times_from_sending(self) -> ResponseTimes:
        """Return the times from sending, to add to."""
        if self.sent is None:
            self.sent = ResponseTimes()
        return self.sent


class Tallies:
    """The tallies of a process, of a window or of a whole run. They are merged by adding."""

    def __init__(self) -> None:
        self.by_key: dict[TallyKey, Tally] = {}

    def tally(self, key: TallyKey) -> Tally:
        """Return the tally of a key, a new one where there is none yet."""
        tally = self.by_key.get(key)
        if tally is None:
            tally = self.by_key[key] = Tally()
        return tally

    def add(self, other: "Tallies") -> None:
        """Add what others hold."""
        for key, tally in other.by_key.items():
            self.tally(key).add(tally)

    def total(self, where: Callable[[TallyKey], bool] = lambda _: True) -> Tally:
        """Return one tally of all keys that fit, to be read only: the tally itself where there is but one."""
        return merged([tally for key, tally in self.by_key.items() if where(key)], Tally)

    def endpoints(self) -> list[str]:
        """Return the names of the endpoints that were called, sorted."""
        return sorted({key.endpoint for key in self.by_key})

    def to_wire(self) -> list[list[Any]]:
        """Return it as plain lists, for a worker's report to its master."""
        return [
            [
                *(*key, t.times.to_wire(), dict(t.failures), t.throttled, dict(t.intercepted)),
                *(t.octets, None if t.sent is None else t.sent.to_wire()),
            ]
            for key, t in self.by_key.items()
        ]

    @classmethod
    def from_wire(cls, rows: Iterable[Iterable[Any]]) -> "Tallies":
        """Return what `to_wire` gave. Raises ValueError for anything else."""
        tallies = cls()
        for endpoint, stage, on_plateau, times, failures, throttled, intercepted, octets, sent in rows:
            tally = Tally(ResponseTimes.from_wire(times), Counter(failures), int(throttled))
            tally.octets, tally.intercepted = int(octets), Counter(intercepted)
            tally.sent = None if sent is None else ResponseTimes.from_wire(sent)
            tallies.tally(TallyKey(str(endpoint), str(stage), bool(on_plateau))).add(tally)
        return tallies


Counted = TypeVar("Counted", Tally, Tallies)


def merged(parts: Sequence[Counted], kind: type[Counted]) -> Counted:
    """Return one of all of them, to be read only: the part itself where there is but one, as copying takes its time."""
    if len(parts) == 1:
        return parts[0]
    whole = kind()
    for part in parts:
        whole.add(part)
    return whole
