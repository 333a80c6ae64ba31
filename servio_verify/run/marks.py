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


def user_agent(part: Part, run_id: str = "") -> str:
    """Return the one User-Agent of the suite; the run is that of this process where none is given."""
    known = run_id or "".join(_run)
    return f"servio-verify/{_version()} ({part}{f'; run {known}' if known else ''})"


def marks(part: Part, run_id: str = "") -> dict[str, str]:
    """Return the headers that mark a request, so that monitoring can leave it out and a filter can let it pass."""
    known = run_id or "".join(_run)
    return {"User-Agent": user_agent(part, known)} | ({RUN_HEADER: known} if known else {})


@cache
def _version() -> str:
    return version("servio-verify")
