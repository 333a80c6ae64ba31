"""Marks of a request: the headers that say who asks, and for which run."""

from enum import StrEnum
from functools import cache
from importlib.metadata import version

RUN_HEADER = "X-Servio-Verify-Run"


class Part(StrEnum):
    """The part of the suite that asks."""

    CHECKS = "checks"
    PREFLIGHT = "preflight"
    GUARD = "guard"
    PROBE = "probe"
    LOAD = "load"
    DOCTOR = "doctor"
    INFRA = "infra"


_run: list[str] = []


def begin(run_id: str) -> None:
    """Mark the requests of this process with the id of its run from now on."""
    _run[:] = [run_id]


def run_id() -> str:
    """Return the id of this process's run; nothing before it has one."""
    return "".join(_run)


def user_agent(part: Part, run: str = "") -> str:
    """Return the one User-Agent of the suite; the run is that of this process where none is given."""
    known = run or run_id()
    return f"servio-verify/{_version()} ({part}{f'; run {known}' if known else ''})"


def marks(part: Part, run: str = "") -> dict[str, str]:
    """Return the headers that mark a request, so that monitoring can leave it out and a filter can let it pass."""
    known = run or run_id()
    return {"User-Agent": user_agent(part, known)} | ({RUN_HEADER: known} if known else {})


@cache
def _version() -> str:
    return version("servio-verify")
