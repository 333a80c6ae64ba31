"""State of a stack (state.json): each part with its process, address and log, and how to reach the whole."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from servio_sandbox.settings import FIRST, SECOND
from servio_sandbox.stack.part import Part, Task, placed
from servio_sandbox.stack.place import Place

FORMAT = 1


@dataclass(frozen=True)
class Ports:
    """Ports of this machine that the stack listens on."""

    web: int
    api: int
    plain_web: int
    plain_api: int
    postgresql: int
    redis: int


@dataclass(frozen=True)
class Snippets:
    """Lines of nginx that a test adds: to http, to both TLS servers, to their location."""

    http: str = ""
    server: str = ""
    location: str = ""


@dataclass(frozen=True)
class State:
    """All of it. `ready` once a query has come back through the balancer."""

    project: str
    ports: Ports
    password: str = field(repr=False)
    api_key: str = field(repr=False)
    ca_file: str
    parts: tuple[Part, ...] = ()
    tasks: tuple[Task, ...] = ()
    snippets: Snippets = Snippets()
    started_tasks: int = 0
    ready: bool = False
    format: int = FORMAT

    @property
    def web_url(self) -> str:
        """Origin of the web app."""
        return f"https://127.0.0.1:{self.ports.web}"

    @property
    def api_url(self) -> str:
        """Origin of the API."""
        return f"https://127.0.0.1:{self.ports.api}"

    @property
    def everything(self) -> tuple[Part, ...]:
        """Parts and tasks, in the order in which they are told."""
        return (*self.parts, *self.tasks)

    @property
    def crashed(self) -> tuple[Part, ...]:
        """Parts and tasks whose process is gone."""
        return tuple(part for part in self.everything if not part.runs)

    def part(self, name: str) -> Part:
        """Return a part or task by its name; KeyError where there is none."""
        return {part.name: part for part in self.everything}[name]

    def with_part(self, part: Part) -> Self:
        """Return the state with this part or task, in place of one of its name."""
        if isinstance(part, Task):
            return replace(self, tasks=placed(self.tasks, part))
        return replace(self, parts=placed(self.parts, part))

    def with_task(self, name: str, **changes: Any) -> Self:
        """Return the state with a task changed, in its place."""
        return replace(
            self, tasks=tuple(replace(each, **changes) if each.name == name else each for each in self.tasks)
        )

    def with_snippets(self, snippets: Snippets) -> Self:
        """Return the state with other lines of nginx."""
        return replace(self, snippets=snippets)

    @property
    def receivers(self) -> frozenset[str]:
        """Names of the tasks that get requests: the healthy ones, or all where none is (as a load balancer does)."""
        taken_in = [task for task in self.tasks if task.in_balancer]
        healthy = [task for task in taken_in if task.healthy]
        return frozenset(task.name for task in healthy or taken_in)

    def without_task(self, name: str) -> Self:
        """Return the state without a task."""
        return replace(self, tasks=tuple(each for each in self.tasks if each.name != name))

    def addresses(self) -> Mapping[str, str]:
        """Return how to reach the stack, as the sandbox tells it in its first line."""
        return {
            "web_url": self.web_url,
            "api_url": self.api_url,
            "web_http_url": f"http://127.0.0.1:{self.ports.plain_web}",
            "api_http_url": f"http://127.0.0.1:{self.ports.plain_api}",
            "ca_file": self.ca_file,
            "email": FIRST.email,
            "password": FIRST.password,
            "second_email": SECOND.email,
            "second_password": SECOND.password,
            "api_key": self.api_key,
        }


def read(place: Place) -> State | None:
    """Return the state that is written; None where there is none, or one that cannot be read.

    Raises SandboxError where it is another user's: it says where Servio is, and who may stop which process.
    """
    try:
        place.refuse_foreign()
        told = json.loads(place.state.read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            return None
        tasks = tuple(Task(**(task | {"arguments": tuple(task["arguments"])})) for task in told["tasks"])
        parts = tuple(Part(**part) for part in told["parts"])
        own = {
            "parts": parts,
            "tasks": tasks,
            "ports": Ports(**told["ports"]),
            "snippets": Snippets(**told["snippets"]),
        }
        return State(**(told | own))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(place: Place, state: State) -> None:
    """Write the state, whole or not at all, for this user only."""
    new = place.state.with_suffix(f".{os.getpid()}")
    new.touch(mode=0o600)
    new.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    new.replace(place.state)


class Change:
    """A change of the state while nobody else changes it: set `state`."""

    def __init__(self, state: State) -> None:
        self.state = state


@contextmanager
def change(place: Place) -> Iterator[Change]:
    """Read the state, let the block set another, and write it. FileNotFoundError where the stack is not up."""
    with place.state_lock():
        found = read(place)
        if found is None:
            raise FileNotFoundError(str(place.state))
        changing = Change(found)
        yield changing
        if changing.state != found:
            write(place, changing.state)
