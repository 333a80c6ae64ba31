"""Health checks of the tasks, as a load balancer makes them: a process beside nginx, whose free edition has none.

python -m servio_sandbox.stack.health_checks FOLDER
"""

import os
import sys
from pathlib import Path

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import processes, state, tasks
from servio_sandbox.stack.description import Health, description
from servio_sandbox.stack.part import Part
from servio_sandbox.stack.parts import task
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.say import say
from servio_sandbox.stack.waiting import pause

NAME = "health-checks"


def start(place: Place) -> Part:
    """Start the process; it ends with the stack."""
    here = place.folder / NAME
    here.mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-m", "servio_sandbox.stack.health_checks", str(place.folder)]
    passed = {key: value for key, value in os.environ.items() if key in task.PASSED}
    environ = passed | {"PYTHONPATH": task.python_path()}
    pid = processes.start(place, NAME, command, folder=here, environ=environ).pid
    return Part(NAME, pid, processes.started_at(pid), "", str(here), str(place.log(NAME)))


class Counts:
    """How often in a row each task answered well, or did not."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._in_a_row: dict[str, int] = {}

    def judge(self, name: str, *, well: bool) -> bool | None:
        """Count one answer; return whether the task is healthy once enough in a row say so, else None."""
        before = self._in_a_row.get(name, 0)
        now = max(before, 0) + 1 if well else min(before, 0) - 1
        self._in_a_row[name] = now
        if now >= self._health.healthy:
            return True
        return False if -now >= self._health.unhealthy else None


def check(place: Place, found: state.State, counts: Counts) -> None:
    """Ask each task once, and have the balancer follow where one has become healthy, or is so no more."""
    for each in found.tasks:
        said = task.health(each)
        healthy = counts.judge(each.name, well=said == "200")
        if each.in_balancer and healthy is not None and healthy != each.healthy:
            say(f"{each.name} is healthy again" if healthy else f"{each.name} is unhealthy: {said or 'no answer'}")
            _follow(place, each.name, healthy=healthy)


def _follow(place: Place, name: str, *, healthy: bool) -> None:
    try:
        tasks.follow(place, lambda found: found.with_task(name, healthy=healthy))
    except SandboxError as error:
        say(str(error))


def main(folder: str) -> int:
    """Check until the stack is gone."""
    place, health = Place(Path(folder)), description().tasks.health
    counts = Counts(health)
    while True:
        pause(health.every)
        found = state.read(place)
        if found is None:
            return 0
        try:
            check(place, found, counts)
        except FileNotFoundError:
            return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
