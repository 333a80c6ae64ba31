"""The monitor of a load run, second by second: the generator, the target, the workers."""

import time
from typing import Any

import gevent
from locust import runners

from servio_verify.load.driver import stock_statistics
from servio_verify.load.driver.client.builds import EVERY, LOOKS, BuildLooks
from servio_verify.load.driver.health_watch import HealthWatch
from servio_verify.load.driver.process_metrics import ProcessMetrics, TargetCpu
from servio_verify.load.judgement.incidents import Incident, IncidentKind
from servio_verify.load.lifecycle.load_run import LoadRun
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.measure.report import Report
from servio_verify.load.measure.timeline import only_fails

REPORT_SECONDS = 1.0
"""How often a process reports."""


class LoadMonitor:
    """The greenlets beside the users of a master, or of a single process."""

    def __init__(
        self, run: LoadRun, runner: Any, recorder: RequestRecorder, health: HealthWatch, builds: BuildLooks
    ) -> None:
        self.workers: set[str] = set()
        self.mistakes: list[str] = []
        self._run = run
        self._runner = runner
        self._is_master = isinstance(runner, runners.MasterRunner)
        self._recorder = recorder
        self._metrics = ProcessMetrics("master" if self._is_master else "local")
        self._health = health
        self._builds = builds
        self._greenlets: list[Any] = []

    def begin(self) -> None:
        """Start with the first users."""
        self._run.begin()
        self.workers = self.alive()
        watchers = self._metrics.measure_event_loop_lag, self._every_second, self._watch_health, self._watch_builds
        self._greenlets = [gevent.spawn(watcher) for watcher in watchers]
        for greenlet in self._greenlets:
            greenlet.link_exception(self._on_mistake)

    def end(self) -> None:
        """Stop, and close the second that had begun."""
        gevent.killall(self._greenlets)
        self._miss_workers()
        self._run.schedule.wanted = 0
        self._second(0.0)
        self._look_at_builds(LOOKS)
        if only_fails(self._run.aggregator.seconds) and (down := self._health.problem()):
            self._run.stop(IncidentKind.OUTAGE, f"the target went down before the end ({down})")

    def take(self, report: Report) -> None:
        """Take what a process measured in the last second."""
        self._run.aggregator.take(report, self._run.clock)
        now = time.time()
        stock_statistics.feed(self._runner.stats, report.harvest.tallies, now - REPORT_SECONDS, now)

    def alive(self) -> set[str]:
        """Return the workers that are there; a single process has none."""
        if not self._is_master:
            return set()
        return {client.id for client in self._runner.clients.all} - self._silent()

    def _watch_health(self) -> None:
        self._health.run(self._doubtful, self._on_lost)

    def _watch_builds(self) -> None:
        self._look_at_builds(LOOKS)
        while True:
            gevent.sleep(EVERY)
            self._look_at_builds(1)

    def _look_at_builds(self, times: int) -> None:
        """Ask for the build where the load's own answers do not name it."""
        builds = self._run.aggregator.builds
        named = self._builds.look(times, leave_out=builds.named_by_load)
        builds.take({"web": named.web, "api": named.api})

    def _every_second(self) -> None:
        target = TargetCpu(self._run.spec.stack_folder)
        used = target.seconds()
        while True:
            gevent.sleep(1 - self._run.clock % 1)
            before, used = used, target.seconds()
            self._second(max(0.0, used - before))
            self._miss_workers()
            if why := self._run.why_stop_now():
                self._stop_now(why)

    def _second(self, target_cpu: float) -> None:
        self.take(Report(self._metrics.sample(), self._recorder.harvest()))
        self._run.second(self._runner.user_count, target_cpu)

    def _silent(self) -> set[str]:
        return {client.id for client in self._runner.clients.missing} if self._is_master else set()

    def _miss_workers(self) -> None:
        """Note which workers are lost; at the end, when they may leave, those that fell silent."""
        ending = self._run.schedule.stopped or self._run.schedule.draining
        lost = self._silent() & self.workers if ending else self.workers - self.alive()
        for worker in sorted(lost):
            self.workers.discard(worker)
            self._run.lose(f"{name(worker)} was lost")

    def _stop_now(self, why: Incident) -> None:
        """Stop; where the target is down at the same time, that is the reason."""
        can_be_outage = why.kind is IncidentKind.TOO_MANY_FAILURES or only_fails(self._run.aggregator.seconds)
        if can_be_outage and (down := self._health.problem()):
            why = Incident(IncidentKind.OUTAGE, f"the target went down ({down}): {why.text}")
        self._run.stop(why.kind, why.text)

    def _doubtful(self) -> bool:
        recent = self._run.aggregator.seconds[-5:]
        return any(second.failed for second in recent) or not any(second.requests for second in recent)

    def _on_lost(self, seen: str) -> None:
        recent = self._run.aggregator.seconds[-10:]
        if not any(second.requests > second.failed for second in recent):
            self._run.stop(IncidentKind.OUTAGE, seen)

    def _on_mistake(self, greenlet: Any) -> None:
        """A watcher of ours died: the rest of the run was not watched."""
        self.mistakes.append(repr(greenlet.exception))
        self._run.schedule.stop("a watcher died")


def name(worker: str) -> str:
    """Return how a worker is called: Locust's id for it begins with its machine's name."""
    return f"worker {worker.partition('_')[0]}"
