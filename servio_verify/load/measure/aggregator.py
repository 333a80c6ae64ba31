"""Where the reports of all processes of a run come together, second by second."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from servio_verify.load.measure.histogram import ResponseTimes
from servio_verify.load.measure.intervals import percentile_rank
from servio_verify.load.measure.pulse import Pulse
from servio_verify.load.measure.tally import Book, merged
from servio_verify.load.measure.timeline import Second


@dataclass
class Report:
    """What one process measured since its last report; CPU in cores, lags in milliseconds."""

    worker: str
    host: str
    cores: int
    cpu: float = 0.0
    machine: float = 0.0
    lags: list[float] = field(default_factory=list)
    journeys: int = 0
    busy_seconds: float = 0.0
    unfinished: int = 0
    book: Book = field(default_factory=Book)

    def to_wire(self) -> dict[str, Any]:
        """Return it as plain values, for a worker's message to its master."""
        return vars(self) | {"book": self.book.to_wire()}

    @classmethod
    def from_wire(cls, told: dict[str, Any]) -> "Report":
        """Return what `to_wire` gave. Raises ValueError or TypeError for anything else."""
        return cls(**(told | {"book": Book.from_wire(told["book"])}))


@dataclass(frozen=True)
class Moment:
    """Where the run was when a second ended, as the master knows it."""

    at: float
    stage: str
    on_plateau: bool
    wanted: int
    users: int


class Station:
    """Merges reports into the book of the run and into seconds; only the master, or the single process, has one."""

    def __init__(self) -> None:
        self.book = Book()
        self.seconds: list[Second] = []
        self.pulse = Pulse(ResponseTimes())
        self.requests = 0
        self._waiting: list[Report] = []
        self._latest: dict[str, Report] = {}

    def take(self, report: Report) -> None:
        """Note a report until the second is over."""
        self._waiting.append(report)
        self._latest[report.worker] = report

    def close(self, moment: Moment, target_cpu: float = 0.0) -> Second:
        """Merge what came since the last second; `target_cpu` is what a sandbox took of this machine, in cores."""
        lag = max((late for report in self._waiting for late in report.lags), default=0.0)
        for report in self._waiting:
            self._count(report, moment.on_plateau)
        window = merged([report.book for report in self._waiting], Book)
        self._waiting.clear()
        self.book.add(window)
        total = window.total()
        self.requests += total.requests
        own, machine, foreign = self._cpu(target_cpu)
        p50, p95, p99 = _percentiles(total.times)
        second = Second(
            **vars(moment),
            requests=total.requests,
            failed=total.failed,
            throttled=total.throttled,
            p50=p50,
            p95=p95,
            p99=p99,
            own_cpu=own,
            machine_cpu=machine,
            foreign_cpu=foreign,
            lag=lag,
            width=max(0.0, moment.at - (self.seconds[-1].at if self.seconds else 0.0)),
            failures=dict(total.failures),
        )
        self.seconds.append(second)
        return second

    def plateau(self) -> list[Second]:
        """Return the seconds of the plateau."""
        return [second for second in self.seconds if second.on_plateau]

    def _count(self, report: Report, on_plateau: bool) -> None:
        self.pulse.unfinished += report.unfinished
        if on_plateau:
            self.pulse.journeys += report.journeys
            self.pulse.busy_seconds += report.busy_seconds
            for milliseconds in report.lags:
                self.pulse.lag.record(milliseconds)

    def _cpu(self, target: float) -> tuple[float, float, float]:
        """Return the busiest process in cores, and the busiest machine with what others took of it, as shares."""
        hosts: dict[str, list[Report]] = defaultdict(list)
        for report in self._latest.values():
            hosts[report.host].append(report)
        worst = (0.0, 0.0)
        for reports in hosts.values():
            busy = max(report.machine for report in reports)
            ours = (sum(report.cpu for report in reports) + target) / reports[0].cores
            worst = max(worst, (busy, max(0.0, busy - ours)))
        return max((report.cpu for report in self._latest.values()), default=0.0), *worst


def _percentiles(times: ResponseTimes) -> tuple[float, float, float]:
    p50, p95, p99 = times.at_ranks([percentile_rank(times.count, share) for share in (0.5, 0.95, 0.99)])
    return (p50, p95, p99) if times.count else (0.0, 0.0, 0.0)
