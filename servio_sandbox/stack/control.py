"""Control of a stack that is up, for those who break it on purpose.

stack = Control(place_of(project))
stack.state.part("redis").pid, .address, .folder, .log      also in state.json
stack.configure(location="return 502;")                     nginx with more lines; configure() takes them away
stack.replace("task-1", Start("a1b2c3d", ("--fault", "health-slow")))
stack.start_task(Start(...)); stack.take_in(name); stack.take_out(name); stack.stop_task(name)
stack.signal("task-2", SIGSTOP)
stack.stop("redis"); stack.start("redis")                   postgresql, redis or balancer: with its data, same port
stack.certify("wrong.example.com", not_after=...)           another certificate of the balancer; certify() renews it
"""

import datetime
import signal
from pathlib import Path

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import processes, state, tasks
from servio_sandbox.stack.part import Part, Task
from servio_sandbox.stack.parts import balancer, certificates, postgresql, redis, task
from servio_sandbox.stack.parts.programs import find_programs
from servio_sandbox.stack.parts.task import Start
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.state import Snippets, State

STARTS = {postgresql.NAME: postgresql.start, redis.NAME: redis.start, balancer.NAME: balancer.start}
STOP_SECONDS = 10.0


class Control:
    """A stack that is up. Each method raises SandboxError where it cannot do what it says."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @property
    def state(self) -> State:
        """The state as it is now."""
        found = state.read(self.place)
        if found is None:
            raise SandboxError("local staging is not up: servio-verify stack up")
        return found

    def configure(self, *, http: str = "", server: str = "", location: str = "") -> None:
        """Add lines to nginx's http block, its TLS servers and their location, in place of those added before."""
        snippets = Snippets(http, server, location)
        tasks.follow(self.place, lambda found: found.with_snippets(snippets))

    def certify(
        self,
        *hosts: str,
        not_before: datetime.datetime | None = None,
        not_after: datetime.datetime | None = None,
    ) -> None:
        """Have the balancer show another certificate of the stack's authority; without arguments a good one."""
        authority = certificates.authority(self.place)
        certificates.sign(self.place, authority, balancer.NAME, *hosts, not_before=not_before, not_after=not_after)
        tasks.follow(self.place, lambda found: found)

    def start_task(self, how: Start, patience: float = task.START_SECONDS) -> Task:
        """Start one more task and wait until it is well; it gets no requests before `take_in`."""
        started = tasks.start(self.place, how)
        if reason := task.await_healthy(started, patience):
            tasks.stop(self.place, started.name)
            raise SandboxError(reason)
        return started

    def take_in(self, name: str) -> None:
        """Have the balancer send requests to a task."""
        tasks.take_in(self.place, name)

    def take_out(self, name: str) -> bool:
        """Have it send none; tell whether those in flight have ended in time."""
        return tasks.take_out(self.place, name)

    def stop_task(self, name: str) -> None:
        """Stop a task and forget it."""
        tasks.stop(self.place, name)

    def replace(self, name: str, how: Start, patience: float = task.START_SECONDS) -> Task:
        """Replace a task without a gap; the old one stays where the new one is not well in time."""
        return tasks.replace_one(self.place, name, how, patience)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to the process of a part or task."""
        part = self.state.part(name)
        if found := processes.running(part.pid, part.since):
            found.send_signal(number)

    def stop(self, name: str) -> None:
        """Stop PostgreSQL, Redis or the balancer in its own way; its data stay."""
        part = self.state.part(name)
        found = processes.running(part.pid, part.since)
        children = [*found.children(recursive=True)] if found else []
        processes.send([found] if found else [], signal.SIGINT if name == postgresql.NAME else signal.SIGTERM)
        processes.await_end([*([found] if found else []), *children], STOP_SECONDS)

    def start(self, name: str) -> Part:
        """Start PostgreSQL, Redis or the balancer again, on the same port."""
        with state.change(self.place) as changing:
            started = STARTS[name](self.place, changing.state, find_programs())
            changing.state = changing.state.with_part(started)
        return started

    def restart(self, name: str) -> Part:
        """Stop a part and start it again."""
        self.stop(name)
        return self.start(name)

    def log(self, name: str) -> Path:
        """Return the log of a part or task."""
        return self.place.log(name)
