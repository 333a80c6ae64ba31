"""What is watched while load is on, second by second: the generator, the target, the workers."""

from typing import Any

import gevent  # type: ignore[import-untyped]
from locust import runners

from servio_verify.load.driver.health_watch import Readiness
from servio_verify.load.driver.process_metrics import SandboxVitals, Vitals
from servio_verify.load.lifecycle.load_run import LoadRun
from servio_verify.load.measure.recorder import Meter


class Watch:
    """The greenlets beside the users of a master, or of a single process."""

    def __init__(self, run: LoadRun, runner: Any, meter: Meter) -> None:
        self.workers: set[str] = set()
        self.mistakes: list[str] = []
        self._run = run
        self._runner = runner
        self._is_master = isinstance(runner, runners.MasterRunner)
        self._vitals = Vitals("master" if self._is_master else "local", meter)
        self._readiness = Readiness(run.order.environment)
        self._greenlets: list[Any] = []

    def begin(self) -> None:
        """Start with the first users."""
        self._run.begin()
        self.workers = self.alive()
        watchers = (self._vitals.beat, self._every_second, lambda: self._readiness.watch(self._doubtful, self._on_lost))
        self._greenlets = [gevent.spawn(watcher) for watcher in watchers]
        for greenlet in self._greenlets:
            greenlet.link_exception(self._on_mistake)

    def end(self) -> None:
        """Stop, and close the second that had begun."""
        gevent.killall(self._greenlets)
        self._miss_workers()
        self._run.conductor.wanted = 0
        self._second(0.0)

    def alive(self) -> set[str]:
        """Return the workers that are there; a single process has none."""
        if not self._is_master:
            return set()
        return {client.id for client in self._runner.clients.all} - self._silent()

    def _every_second(self) -> None:
        sandbox = SandboxVitals()
        used = sandbox.seconds()
        while True:
            gevent.sleep(1 - self._run.clock % 1)
            before, used = used, sandbox.seconds()
            self._second(max(0.0, used - before))
            self._miss_workers()
            if why := self._run.brake():
                self._brake(why)

    def _second(self, sandbox_cpu: float) -> None:
        self._run.station.take(self._vitals.report())
        self._run.second(self._runner.user_count, sandbox_cpu)

    def _silent(self) -> set[str]:
        return {client.id for client in self._runner.clients.missing} if self._is_master else set()

    def _miss_workers(self) -> None:
        """Note which workers are lost; at the end, when they may leave, those that fell silent."""
        ending = self._run.conductor.stopped or self._run.conductor.draining
        lost = self._silent() & self.workers if ending else self.workers - self.alive()
        for worker in sorted(lost):
            self.workers.discard(worker)
            self._run.lose(f"{name(worker)} was lost")

    def _brake(self, why: str) -> None:
        """Stop; where the target is down at the same time, that is the reason."""
        down = self._readiness.look()
        if down:
            self._run.stop("outage", f"the target went down ({down}): {why}")
        else:
            self._run.stop("braked", f"stopped early: {why}")

    def _doubtful(self) -> bool:
        recent = self._run.station.seconds[-5:]
        return any(second.failed for second in recent) or not any(second.requests for second in recent)

    def _on_lost(self, seen: str) -> None:
        recent = self._run.station.seconds[-10:]
        if not any(second.requests > second.failed for second in recent):
            self._run.stop("outage", seen)

    def _on_mistake(self, greenlet: Any) -> None:
        """A watcher of ours died: nobody saw the rest of the run."""
        self.mistakes.append(repr(greenlet.exception))
        self._run.conductor.stop("a watcher died")


def name(worker: str) -> str:
    """Return how a worker is called: Locust's id for it begins with its machine's name."""
    return f"worker {worker.partition('_')[0]}"
