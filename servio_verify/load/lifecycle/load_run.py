"""The state of a load run, from its first second to its verdict."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from servio_verify.load.judgement import baseline, chart, table
from servio_verify.load.judgement.baseline import Timing
from servio_verify.load.judgement.gate_result import GateOutcome
from servio_verify.load.judgement.incidents import Incident, IncidentKind, Incidents
from servio_verify.load.judgement.result import FinishedRun, LoadReport, judge_run
from servio_verify.load.judgement.run_gates import judge_measured
from servio_verify.load.judgement.stored_orders import StoredOrders
from servio_verify.load.lifecycle.scrubbing import LoadScrubbing
from servio_verify.load.measure.aggregator import Aggregator, Moment
from servio_verify.load.measure.timeline import Second, too_many_failures
from servio_verify.load.plan.gates import Scope
from servio_verify.load.plan.profile import JOURNEYS, Profile
from servio_verify.load.plan.schedule import Schedule
from servio_verify.load.plan.where import Where
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.run.progress import Progress, say

ORDER = JOURNEYS["order"]
BROKEN_WINDOW = 10.0
"""Seconds over which `until_broken` asks whether a gate is broken."""

MEASURES: dict[str, Callable[[Second], float]] = {
    "p50": lambda second: second.p50,
    "p95": lambda second: second.p95,
    "p99": lambda second: second.p99,
    "errors": lambda second: second.failed / max(second.requests, 1),
}
"""What a second knows of the measures of gates."""


@dataclass(frozen=True)
class LoadRunSpec:
    """The specification of a load run: where to, with what profile, compared with what.

    Local staging's processes, which are the target, work in `stack_folder`.
    """

    where: Where
    profile: Profile
    run: Run
    keep_as: Path
    baseline: dict[str, Timing]
    cleaning: LoadScrubbing
    not_covered: tuple[str, ...] = ()
    stack_folder: Path | None = None


class LoadRun:
    """State of a run that is under way."""

    def __init__(self, spec: LoadRunSpec) -> None:
        self.spec = spec
        self.aggregator = Aggregator()
        self.schedule = Schedule(spec.profile)
        self.incidents = Incidents()
        self.begun = False
        self._started = time.perf_counter()
        self._progress = Progress("load")

    @property
    def clock(self) -> float:
        """Seconds since the first user was wanted."""
        return time.perf_counter() - self._started

    def begin(self) -> None:
        """Start the clock."""
        self.begun = True
        self._started = time.perf_counter()

    def second(self, users: int, target_cpu: float) -> Second:
        """Close a second, show it, and stop the run where it makes no sense to go on."""
        schedule = self.schedule
        due_rate = sum(schedule.rates) / 2 if self.spec.profile.is_open else None
        moment = Moment(self.clock, schedule.stage, schedule.on_plateau, schedule.wanted, users, due_rate)
        second = self.aggregator.close(moment, target_cpu)
        if self._progress.is_due:
            self._progress.tell(table.live_line(second, self.aggregator.tallies.total(), schedule.left))
        profile = self.spec.profile
        if self.aggregator.requests >= profile.most_requests:
            self.stop(
                IncidentKind.CEILING, f"stopped at the ceiling of {profile.most_requests} requests (most_requests)"
            )
        return second

    def tick(self, clock: float, running: int, settled: bool) -> tuple[int, float] | None:
        """Return what `Schedule.tick` says; the peak is held longer while more samples could still decide a gate."""
        hold = self.schedule.may_hold(clock) and self._is_undecided()
        return self.schedule.tick(clock, running, settled, hold)

    def why_stop_now(self) -> Incident | None:
        """Return why load should no longer be put on the target: a gate broke, or most requests fail."""
        profile, seconds = self.spec.profile, self.aggregator.seconds
        if self.schedule.stopped:
            return None
        if profile.until_broken and (why := broken(profile, seconds)):
            return Incident(IncidentKind.BROKEN_GATE, why)
        why = too_many_failures(seconds)
        return Incident(IncidentKind.TOO_MANY_FAILURES, f"stopped early: {why}") if why else None

    def stop(self, kind: IncidentKind, why: str) -> None:
        """End the run gently because of an incident; the first one stays the reason."""
        if not self.schedule.stopped:
            self.incidents = replace(self.incidents, stop=Incident(kind, self._when(why)))
            self.schedule.stop(why)

    def stop_by_hand(self, who: str = "") -> None:
        """End the run gently because its user wants it; nothing changes for a run whose stages are over."""
        if not self.schedule.over:
            self.stop(IncidentKind.STOPPED_BY_HAND, f"{who} was told to stop" if who else "stopped by hand")

    def lose(self, worker: str) -> None:
        """Note that a worker is gone, and end the run."""
        self.incidents = replace(self.incidents, lost_workers=[*self.incidents.lost_workers, self._when(worker)])
        self.schedule.stop(worker)

    @property
    def accepted_orders(self) -> int:
        """How many orders of the load were answered as they should be."""
        return self.aggregator.tallies.total(lambda key: key.endpoint == ORDER).times.count

    def finish(
        self,
        mistake: str | None = None,
        leftovers: Sequence[str] = (),
        generators: int = 1,
        stored: StoredOrders = StoredOrders(),  # noqa: B008 - frozen
    ) -> LoadReport:
        """Judge, write every file into the run's folder and show the table."""
        self._progress.clear()
        spec = self.spec
        self.stop_by_hand()
        incidents = replace(self.incidents, mistake=mistake, leftovers=leftovers, lost_orders=stored.lost)
        where = replace(spec.where, generators=generators)
        not_covered = *spec.not_covered, *stored.not_covered
        finished = FinishedRun(where, spec.profile, self.aggregator, spec.baseline, not_covered)
        report = judge_run(finished, incidents)
        try:
            self._write(report)
        except OSError as error:  # a full disk: the verdict is told all the same
            unwritten = f"the files of the run could not be written ({error}): free some space"
            report = judge_run(finished, replace(incidents, mistake=unwritten))
            self._write_again(report)
        say(table.table(report))
        return report

    def _is_undecided(self) -> bool:
        results = judge_measured(self.spec.profile, self.aggregator)
        return any(result.outcome is GateOutcome.INCONCLUSIVE for result in results)

    def _write(self, report: LoadReport) -> None:
        folder = self.spec.run.folder
        report.write(folder / files.LOAD_JSON)
        (folder / files.LOAD_CHART).write_text(chart.draw(report), encoding="utf-8")
        (folder / files.LOAD_TABLE).write_text(table.table(report) + "\n", encoding="utf-8")
        self.spec.cleaning.files()
        if report.verdict is Verdict.GO and (folder / files.LOAD_JSON).is_file():
            baseline.keep(folder / files.LOAD_JSON, self.spec.keep_as)

    def _write_again(self, report: LoadReport) -> None:
        """Leave no `load.json` behind that says another verdict."""
        path = self.spec.run.folder / files.LOAD_JSON
        with suppress(OSError):
            path.unlink(missing_ok=True)
            report.write(path)

    def _when(self, why: str) -> str:
        return f"{why}, {self.clock:.0f} s into {self.spec.profile.seconds:.0f} s"


def broken(profile: Profile, seconds: list[Second]) -> str | None:
    """Return at how many users a limit does not hold any more: in each of the last ten seconds, or None."""
    recent = [second for second in seconds if second.at > seconds[-1].at - BROKEN_WINDOW]
    if seconds[-1].at < BROKEN_WINDOW or not all(second.requests for second in recent):
        return None
    for gate in profile.gates:
        value = MEASURES.get(gate.measure)
        if value is None or gate.endpoint or gate.scope is Scope.PLATEAU:
            continue
        lowest = min(map(value, recent))
        if lowest >= gate.limit:
            rate = sum(second.rate for second in recent) / len(recent)
            least = f"at least {gate.show(lowest)} for {BROKEN_WINDOW:.0f} s"
            due = recent[0].due_rate
            load = f"{recent[0].users} users" if due is None else f"{due:.4g} requests a second due"
            return f"{gate} broke at {load}, {rate:.0f} requests a second ({least})"
    return None
