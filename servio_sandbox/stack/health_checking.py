"""Start of the process that makes the health checks."""

import os
import sys

from servio_sandbox.stack import processes
from servio_sandbox.stack.parts.task import PASSED, SOURCES
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.state import Part

NAME = "health-checks"


def start(place: Place) -> Part:
    """Start it; it ends with the stack."""
    here = place.folder / "health-checks"
    here.mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-m", "servio_sandbox.stack.health_checks", str(place.folder)]
    environ = {key: value for key, value in os.environ.items() if key in PASSED} | {"PYTHONPATH": str(SOURCES)}
    pid = processes.start(place, NAME, command, folder=here, environ=environ).pid
    return Part(NAME, pid, processes.started_at(pid), "", str(here), str(place.log(NAME)))
