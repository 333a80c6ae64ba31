"""Start of a stack: certificates, PostgreSQL and Redis at once, the tasks, the balancer, and readiness."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import health_checks
from servio_sandbox.stack import state as states
from servio_sandbox.stack.description import description
from servio_sandbox.stack.part import Part, Task
from servio_sandbox.stack.parts import balancer, postgresql, redis, task
from servio_sandbox.stack.parts.certificates import make_certificates
from servio_sandbox.stack.parts.programs import Programs
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.ports import free_ports
from servio_sandbox.stack.progress import Progress
from servio_sandbox.stack.readiness import await_ready
from servio_sandbox.stack.state import Ports, State

READY_SECONDS = 30.0


def start_everything(place: Place, project: Path, how: task.Start, programs: Programs, progress: Progress) -> State:
    """Start all parts in an empty place and return their state; SandboxError where one does not start."""
    keys = secrets.token_urlsafe(18), f"servio_{secrets.token_urlsafe(24)}"
    state = State(str(project), Ports(*free_ports(6)), *keys, str(place.ca_file))
    states.write(place, state)
    make_certificates(place, (balancer.NAME, postgresql.NAME, redis.NAME))
    with ThreadPoolExecutor(2) as pool:
        stores = [pool.submit(_told, progress, name, start) for name, start in _stores(place, state, programs)]
    for store in stores:
        state = state.with_part(store.result())
    states.write(place, state)
    with progress.step("migrations"):
        task.migrate(place, state)
    state = _with_tasks(place, state, how, progress)
    with progress.step(balancer.NAME):
        state = state.with_part(balancer.start(place, state, programs))
        state = state.with_part(health_checks.start(place))
        states.write(place, state)
    with progress.step("ready"):
        if reason := await_ready(place, state, READY_SECONDS):
            raise SandboxError(f"local staging does not get ready: {reason}")
    state = replace(state, ready=True)
    states.write(place, state)
    return state


def _told(progress: Progress, name: str, start: Callable[[], Part]) -> Part:
    with progress.step(name):
        return start()


def _stores(place: Place, state: State, programs: Programs) -> list[tuple[str, Callable[[], Part]]]:
    def start_postgresql() -> Part:
        postgresql.prepare(place, programs)
        part = postgresql.start(place, state, programs)
        postgresql.create_database(place, state)
        return part

    return [(postgresql.NAME, start_postgresql), (redis.NAME, lambda: redis.start(place, state, programs))]


def _with_tasks(place: Place, state: State, how: task.Start, progress: Progress) -> State:
    """Start all tasks at once, and return the state with them in the balancer."""
    names = [f"task-{number}" for number in range(1, description().tasks.count + 1)]
    for name in names:
        state = state.with_part(task.start(place, state, name, how))
    state = replace(state, started_tasks=len(names))
    states.write(place, state)
    with ThreadPoolExecutor(len(names)) as pool:
        reasons = list(pool.map(lambda each: _healthy(each, progress), state.tasks))
    if reason := next(filter(None, reasons), ""):
        raise SandboxError(reason)
    for name in names:
        state = state.with_task(name, in_balancer=True, healthy=True)
    return state


def _healthy(started: Task, progress: Progress) -> str:
    with progress.step(started.name):
        return task.await_healthy(started, task.START_SECONDS)
