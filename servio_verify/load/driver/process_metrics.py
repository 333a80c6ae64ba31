"""Event-loop lag and CPU of the load generator, of its machine, and of a sandbox beside it."""

import socket
import time
from typing import Any

import gevent
import psutil

from servio_verify.load.measure.report import ProcessSample

LAG_INTERVAL = 0.2
"""Seconds between two looks at the clock: enough to see a stall of a few milliseconds, too few to cost anything."""

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


class SandboxCpu:
    """The CPU time of a sandbox that this process started: it is the target, not other work."""

    def __init__(self) -> None:
        children = psutil.Process().children()
        self._processes = [child for child in children if "servio_sandbox" in child.cmdline()]

    def seconds(self) -> float:
        """Return the CPU seconds used so far; 0 where there is no sandbox, or none any more."""
        try:
            return sum(sum(process.cpu_times()[:2]) for process in self._processes)
        except psutil.Error:
            return 0.0
