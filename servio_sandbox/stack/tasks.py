"""Tasks that come and go behind the balancer: started, taken in, taken out, drained, stopped."""

import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import processes, state
from servio_sandbox.stack.description import description
from servio_sandbox.stack.part import Task
from servio_sandbox.stack.parts import balancer, task
from servio_sandbox.stack.parts.programs import find_programs
from servio_sandbox.stack.parts.task import Start
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.state import State

STOP_SECONDS = 5.0


def start(place: Place, how: Start) -> Task:
    """Start one more task, with the next free number; it gets no requests yet, and may not answer."""
    with state.change(place) as changing:  # before it starts: killed now, we leave no number to be used twice
        number = changing.state.started_tasks + 1
        changing.state = replace(changing.state, started_tasks=number)
    with state.change(place) as changing:
        started = task.start(place, changing.state, f"task-{number}", how)
        changing.state = changing.state.with_part(started)
    return started


def take_in(place: Place, name: str) -> None:
    """Have the balancer send requests to a task from now on."""
    follow(place, lambda found: found.with_task(name, in_balancer=True, healthy=True))


def take_out(place: Place, name: str) -> bool:
    """Have the balancer send no more requests to a task; tell whether those in flight have ended in time."""
    return balancer.await_drained(follow(place, lambda found: found.with_task(name, in_balancer=False)))


def stop(place: Place, name: str) -> None:
    """Stop a task that gets no requests, and forget it."""
    with state.change(place) as changing:
        gone = changing.state.part(name)
        changing.state = changing.state.without_task(name)
        running = processes.running(gone.pid, gone.since)
        found = [running] if running else []
        processes.send(found, signal.SIGTERM)
        processes.await_end(found, STOP_SECONDS)
        (place.pids / name).unlink(missing_ok=True)
        shutil.rmtree(Path(gone.folder), ignore_errors=True)
    follow(place, lambda found: found)


def follow(place: Place, change: Callable[[State], State]) -> list[psutil.Process]:
    """Change the state and have the balancer follow it; return its old workers, which end with their last request.

    Raises SandboxError where nginx refuses the configuration: state and balancer stay as they were.
    """
    programs = find_programs()
    with state.change(place) as changing:
        wanted = change(changing.state)
        old = balancer.reload(place, wanted, programs)
        changing.state = wanted
    return old


def replace_one(place: Place, name: str, how: Start, patience: float) -> Task:
    """Replace a task without a gap: the new one is taken in before the old one is drained and stopped.

    Raises SandboxError where the new one is not well in time: it is stopped, and the old one stays.
    """
    new = start(place, how)
    if reason := task.await_healthy(new, patience):
        stop(place, new.name)
        raise SandboxError(reason)
    take_in(place, new.name)
    take_out(place, name)
    stop(place, name)
    return new


def tidy(place: Place) -> State:
    """End what a roll-out that was cut off has left: tasks without requests, more tasks than there are to be."""
    with state.change(place) as changing:
        found = changing.state
    known = {each.name for each in found.tasks}
    folders = [each for each in (place.folder / "tasks").iterdir() if each.name not in known]
    lost = [each for each in processes.recorded(place) if any(processes.works_in(each, folder) for folder in folders)]
    processes.send(lost, signal.SIGTERM)
    processes.await_end(lost, STOP_SECONDS)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        (place.pids / folder.name).unlink(missing_ok=True)
    in_balancer = [each.name for each in found.tasks if each.in_balancer]
    too_many = in_balancer[: max(0, len(in_balancer) - description().tasks.count)]
    for name in too_many:
        take_out(place, name)
    for name in [each.name for each in found.tasks if not each.in_balancer] + too_many:
        stop(place, name)
    with state.change(place) as changing:
        return changing.state
