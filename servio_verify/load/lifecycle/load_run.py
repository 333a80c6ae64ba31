"""One load run, from the options to the verdict: what the master or the single process does."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from servio_verify.environments.model import Environment
from servio_verify.load.judgement import baseline, chart, table
from servio_verify.load.judgement.baseline import Timing
from servio_verify.load.judgement.gate_result import Outcome
from servio_verify.load.judgement.reasons import Incidents, judge_gates
from servio_verify.load.judgement.result import Result, Where, conclude, scope_seconds
from servio_verify.load.lifecycle.scrubbing import LoadScrubbing
from servio_verify.load.measure.aggregator import Moment, Station
from servio_verify.load.measure.timeline import Second, brake
from servio_verify.load.plan.gates import Scope
from servio_verify.load.plan.profile import Profile
from servio_verify.load.plan.schedule import Conductor
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.run.progress import Progress, say

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
class Order:
    """What a run was asked to be."""

    environment: Environment
    profile: Profile
    run: Run
    keep_as: Path
    then: dict[str, Timing]
    cleaning: LoadScrubbing


class LoadRun:
    """State of a run that is under way."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.station = Station()
        self.conductor = Conductor(order.profile, self.undecided)
        self.incidents = Incidents()
        self.begun = False
        self._started = time.perf_counter()
        self._progress = Progress("load")

    @property
    def clock(self) -> float:
        """Seconds since the first user was asked for."""
        return time.perf_counter() - self._started

    def begin(self) -> None:
        """Start the clock."""
        self.begun = True
        self._started = time.perf_counter()

    def second(self, users: int, target_cpu: float) -> Second:
        """Close a second, show it, and stop the run where it makes no sense to go on."""
        conductor = self.conductor
        moment = Moment(self.clock, conductor.stage, conductor.on_plateau, conductor.wanted, users)
        second = self.station.close(moment, target_cpu)
        if self._progress.is_due:
            self._progress.tell(table.live_line(second, self.station.book.total(), conductor.left))
        profile = self.order.profile
        if self.station.requests >= profile.most_requests:
            self.stop("ceiling", f"stopped at the ceiling of {profile.most_requests} requests (most_requests)")
        if profile.until_broken and (why := broken(profile, self.station.seconds)):
            self.stop("broken", why)
        return second

    def brake(self) -> str | None:
        """Return why the run should stop now."""
        return None if self.conductor.stopped else brake(self.station.seconds)

    def stop(self, kind: Literal["outage", "braked", "broken", "ceiling", "stopped_by_hand"], why: str) -> None:
        """End the run gently because of an incident; the first one stays the reason."""
        if not self.conductor.stopped:
            self.incidents = replace(self.incidents, **{kind: self._when(why)})  # type: ignore[arg-type] # a text each
            self.conductor.stop(why)

    def stop_by_hand(self, who: str = "") -> None:
        """End the run gently because somebody wants it; nothing changes for a run whose stages are over."""
        if not self.conductor.over:
            self.stop("stopped_by_hand", f"{who} was told to stop" if who else "stopped by hand")

    def lose(self, worker: str) -> None:
        """Note that a worker is gone, and end the run."""
        self.incidents = replace(self.incidents, lost_workers=[*self.incidents.lost_workers, self._when(worker)])
        self.conductor.stop(worker)

    def undecided(self) -> bool:
        """Return whether a gate could still be decided by more samples."""
        station = self.station
        late = station.pulse.lag.percentile(0.95)
        results = judge_gates(self.order.profile, station.book, scope_seconds(station), late)
        return any(result.outcome is Outcome.INCONCLUSIVE for result in results)

    def finish(self, mistake: str | None = None, leftovers: Sequence[str] = (), generators: int = 1) -> Result:
        """Judge, write every file into the run's folder and show the table."""
        self._progress.clear()
        order, profile = self.order, self.order.profile
        self.stop_by_hand()
        incidents = replace(self.incidents, mistake=mistake, leftovers=leftovers)
        where = Where(order.environment.name, order.environment.web_url, order.run.id, generators)
        result = conclude(where, profile, self.station, incidents, order.then)
        try:
            self._write(result)
        except OSError as error:  # a full disk: what was found is told all the same
            unwritten = f"the files of the run could not be written ({error}): free some space"
            result = conclude(where, profile, self.station, replace(incidents, mistake=unwritten), order.then)
        say(table.table(result))
        return result

    def _write(self, result: Result) -> None:
        folder = self.order.run.folder
        result.write(folder / files.LOAD_JSON)
        (folder / files.LOAD_CHART).write_text(chart.draw(result), encoding="utf-8")
        (folder / files.LOAD_TABLE).write_text(table.table(result) + "\n", encoding="utf-8")
        self.order.cleaning.files()
        if result.verdict is Verdict.GO and (folder / files.LOAD_JSON).is_file():
            baseline.keep(folder / files.LOAD_JSON, self.order.keep_as)

    def _when(self, why: str) -> str:
        return f"{why}, {self.clock:.0f} s into {self.order.profile.seconds:.0f} s"


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
            return f"{gate} broke at {recent[0].users} users, {rate:.0f} requests a second ({least})"
    return None
