"""A part of a stack: its process, its address, its log."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from servio_sandbox.stack.processes import running


@dataclass(frozen=True)
class Part:
    """A part that runs as a process of its own. `since` is the start of the process (epoch), ports are its own."""

    name: str
    pid: int
    since: float
    address: str
    folder: str
    log: str
    version: str = ""

    @property
    def runs(self) -> bool:
        """Whether the process is still there."""
        return running(self.pid, self.since) is not None


@dataclass(frozen=True)
class Task(Part):
    """A task of the sandbox. `in_balancer`: requests are sent to it; `healthy`: its /health answers 200."""

    web_port: int = 0
    api_port: int = 0
    build: str = ""
    arguments: tuple[str, ...] = ()
    in_balancer: bool = False
    healthy: bool = True


P = TypeVar("P", bound=Part)


def placed(parts: tuple[P, ...], part: P) -> tuple[P, ...]:
    """Return the parts with this one, in place of the one of its name where there is one."""
    if any(each.name == part.name for each in parts):
        return tuple(part if each.name == part.name else each for each in parts)
    return (*parts, part)


def tail(path: Path, lines: int) -> list[str]:
    """Return the last lines of a log; none where there is no log."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [line for line in text.splitlines() if line.strip()][-lines:]
