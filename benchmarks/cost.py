"""What a command costs: `python benchmarks/cost.py COMMAND` runs it and says so in one line of JSON.

CPU is user and system time of the process and of all that descend from it, a browser's included: Chromium's processes
outlive those that began them and are nobody's to wait for, so this process adopts them and waits (on Linux).
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ADOPT = 36
"""`PR_SET_CHILD_SUBREAPER` of prctl(2)."""

LEFT_SECONDS = 10
"""How long what a command left running may take to end."""


class CannotMeasureError(Exception):
    """Something that it takes is not there, or does not work; the text says what."""


class Cost(NamedTuple):
    """Seconds of CPU, of wall time, and the memory in MiB of its largest process."""

    cpu: float
    wall: float
    memory: float = 0.0

    def __str__(self) -> str:
        return f"{self.wall:.2f} s, {self.cpu:.2f} s of CPU"


def cost(command: Sequence[str], folder: Path, environ: Mapping[str, str], codes: Collection[int] = (0,)) -> Cost:
    """Return what a command costs; CannotMeasureError where it ends with another code than these."""
    measuring = [sys.executable, __file__, *command]
    ended = subprocess.run(measuring, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    with suppress(ValueError):
        *costs, code = json.loads(ended.stdout)
        if code in codes:
            return Cost(*costs)
    last = " ".join(ended.stderr.split())[-300:]
    raise CannotMeasureError(f"{' '.join(command)[:200]} failed: {last}")


def main(command: Sequence[str]) -> None:
    """Run the command; what it prints goes to standard error."""
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)
    begun = time.perf_counter()
    code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode
    wall = time.perf_counter() - begun
    signal.alarm(LEFT_SECONDS)  # ends this process: the caller says what it saw
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, code]))


if __name__ == "__main__":
    main(sys.argv[1:])
