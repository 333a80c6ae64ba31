"""Event-loop lag and CPU of the load generator, of its machine, and of a target beside it."""

import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import gevent
import psutil

from servio_verify.load.measure.report import ProcessSample

LAG_INTERVAL = 0.2
"""Seconds between two looks at the clock: enough to see a stall of a few milliseconds, too few to cost anything."""

LOOK_EVERY = 5
"""Local staging's processes are looked for at every fifth question, one a second: tasks come and go."""

CORES = psutil.cpu_count() or 1


class ProcessMetrics:
    """One per process. Machine-wide counters are read, so that work of others shows too."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._host = socket.gethostname()
        self._lags: list[float] = []
        self._looked = time.perf_counter()
        self._used = time.process_time()
        self._machine = psutil.cpu_times()

    def measure_event_loop_lag(self) -> None:
        """Measure the event loop's lag for ever; run it as a greenlet."""
        while True:
            before = time.perf_counter()
            gevent.sleep(LAG_INTERVAL)
            self._lags.append(max(0.0, (time.perf_counter() - before - LAG_INTERVAL) * 1000))

    def sample(self) -> ProcessSample:
        """Return everything since the last sample."""
        cpu, machine = self._cpu()
        lags, self._lags = self._lags, []
        return ProcessSample(self._worker, self._host, CORES, cpu, machine, lags)

    def _cpu(self) -> tuple[float, float]:
        """Return what this process (in cores) and all of the machine (as a share) took since the last look."""
        now, used, machine = time.perf_counter(), time.process_time(), psutil.cpu_times()
        own = (used - self._used) / max(now - self._looked, 1e-6)
        busy, total = (after - before for after, before in zip(_busy(machine), _busy(self._machine), strict=True))
        self._looked, self._used, self._machine = now, used, machine
        return own, busy / total if total > 0 else 0.0


def _busy(times: Any) -> tuple[float, float]:
    """Return the machine's busy and all its CPU seconds; guests' time is part of user time already (proc(5))."""
    idle = times.idle + getattr(times, "iowait", 0.0)
    total = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    return total - idle, total


class TargetCpu:
    """CPU time of a target of our own on this machine: a sandbox of this run, or local staging.

    It is the target, not other work. `stack_folder` is where the processes of local staging work.
    """

    def __init__(self, stack_folder: Path | None = None) -> None:
        self._folder = stack_folder
        self._processes = (
            [] if stack_folder else [each for each in psutil.Process().children(recursive=True) if _is_sandbox(each)]
        )
        self._used: dict[psutil.Process, float] = {}
        self._asked = 0
        self._total = 0.0

    def seconds(self) -> float:
        """Return the CPU seconds used since it was first asked; processes come and go meanwhile."""
        if self._folder and self._asked % LOOK_EVERY == 0:
            self._processes = [each for each in psutil.process_iter() if _works_in(each, self._folder)]
        self._asked += 1
        for process in self._processes:
            with suppress(psutil.Error):
                used = sum(process.cpu_times()[:2])
                self._total += used - self._used.get(process, used)
                self._used[process] = used
        return self._total


def _works_in(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error):
        return Path(process.cwd()).is_relative_to(folder)
    return False


def _is_sandbox(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return "servio_sandbox" in process.cmdline()
    return False
