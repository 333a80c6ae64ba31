"""The aggregator of the reports of all processes of a run, second by second."""

from collections import defaultdict
from dataclasses import dataclass, replace

from servio_verify.load.measure.arrivals import Arrivals
from servio_verify.load.measure.builds import BuildsOverTime
from servio_verify.load.measure.generator_stats import GeneratorStats
from servio_verify.load.measure.histogram import ResponseTimes
from servio_verify.load.measure.intervals import percentile_rank
from servio_verify.load.measure.report import ProcessSample, Report
from servio_verify.load.measure.tally import Tallies, merged
from servio_verify.load.measure.timeline import Second


@dataclass(frozen=True)
class Moment:
    """The state of the run when a second ended, as the master knows it."""

    at: float
    stage: str
    on_plateau: bool
    wanted: int
    users: int
    due_rate: float | None = None
    """Requests a second that an arrival rate makes due; None where there are users."""


class Aggregator:
    """Merges reports into the tallies of the run and into seconds; only the master, or the single process, has one."""

    def __init__(self) -> None:
        self.tallies = Tallies()
        self.seconds: list[Second] = []
        self.generator = GeneratorStats(ResponseTimes())
        self.requests = 0
        self.builds = BuildsOverTime()
        self._waiting: list[Report] = []
        self._latest: dict[str, ProcessSample] = {}
        self._open: dict[str, int] = {}
        self._answered: list[float] = []

    def take(self, report: Report, at: float = 0.0) -> None:
        """Note a report, which came `at` this moment of the run, until the second is over."""
        self._answered += [at - ago for ago in report.harvest.answered or ()]
        self._waiting.append(report)
        self.builds.take_of_load(report.harvest.builds)
        self._latest[report.process.worker] = report.process
        if report.harvest.arrivals:
            self._open[report.process.worker] = report.harvest.arrivals.open

    def close(self, moment: Moment, target_cpu: float = 0.0) -> Second:
        """Merge what came since the last second; `target_cpu` is what a sandbox took of this machine, in cores."""
        waiting, self._waiting, answered, self._answered = self._waiting, [], self._answered, []
        arrivals = Arrivals()
        for report in waiting:
            self._count(report, moment.on_plateau)
            arrivals.add(report.harvest.arrivals or Arrivals())
        self.generator.arrivals.add(arrivals)
        if moment.due_rate is not None:
            moment = replace(moment, wanted=0, users=sum(self._open.values()))
        window = merged([report.harvest.tallies for report in waiting], Tallies)
        self.tallies.add(window)
        total = window.total()
        self.requests += total.requests
        own, machine, foreign = self._cpu(target_cpu)
        p50, p95, p99 = _percentiles(total.times)
        second = Second(
            **vars(moment),
            requests=total.requests,
            failed=total.failed,
            throttled=total.throttled,
            intercepted=total.intercepted.total(),
            p50=p50,
            p95=p95,
            p99=p99,
            own_cpu=own,
            all_cpu=sum(process.cpu for process in self._latest.values()),
            machine_cpu=machine,
            foreign_cpu=foreign,
            lag=max((late for report in waiting for late in report.process.lags), default=0.0),
            width=max(0.0, moment.at - (self.seconds[-1].at if self.seconds else 0.0)),
            failures=dict(total.failures),
            first_end=min(answered, default=None),
            last_end=max(answered, default=None),
            due=arrivals.due,
            not_in_time=arrivals.not_in_time,
            sent_p95=_percentiles(total.sent)[1] if total.sent else 0.0,
        )
        self.seconds.append(second)
        return second

    def plateau(self) -> list[Second]:
        """Return the seconds of the plateau."""
        return [second for second in self.seconds if second.on_plateau]

    def _count(self, report: Report, on_plateau: bool) -> None:
        self.generator.unfinished += report.harvest.unfinished
        if on_plateau:
            self.generator.journeys += report.harvest.journeys
            self.generator.busy_seconds += report.harvest.busy_seconds
            for milliseconds in report.process.lags:
                self.generator.lag.record(milliseconds)

    def _cpu(self, target: float) -> tuple[float, float, float]:
        """Return the busiest process in cores, and the busiest machine with what others took of it, as shares."""
        hosts: dict[str, list[ProcessSample]] = defaultdict(list)
        for process in self._latest.values():
            hosts[process.host].append(process)
        worst = (0.0, 0.0)
        for processes in hosts.values():
            busy = max(process.machine for process in processes)
            ours = (sum(process.cpu for process in processes) + target) / processes[0].cores
            worst = max(worst, (busy, max(0.0, busy - ours)))
        return max((process.cpu for process in self._latest.values()), default=0.0), *worst


def _percentiles(times: ResponseTimes) -> tuple[float, float, float]:
    p50, p95, p99 = times.at_ranks([percentile_rank(times.count, share) for share in (0.5, 0.95, 0.99)])
    return (p50, p95, p99) if times.count else (0.0, 0.0, 0.0)
