"""Faults of one task among several: the others are well."""

from datetime import timedelta
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api
from servio_sandbox.faults.registry import fault
from servio_sandbox.shared_state.memory import MemorySessions
from servio_sandbox.store.times import CLOCK

LISTS = r"/api/v1/(venues|menus|orders)|/api/v1/venues/[^/]+/(menus|orders)"


@fault("situation")
def sessions_apart(sandbox: Sandbox) -> None:
    """This task keeps its sessions to itself: no other task knows them, and it knows no other's."""
    sandbox.services.accounts.sessions = MemorySessions(sandbox.services.database)


@fault("situation")
def list_cache_stale(sandbox: Sandbox) -> None:
    """This task answers each list from a cache, filled when it was first asked for."""
    kept: dict[tuple[str, str | None, str | None], Any] = {}

    def keep(answer: Answer) -> None:
        if answer.status == 200:
            asked = answer.request
            key = (
                str(asked.url.path),
                asked.url.query,
                asked.headers.get("authorization") or asked.headers.get("cookie"),
            )
            fresh = answer.json
            answer.replace(200, kept.setdefault(key, fresh) | {"meta": fresh["meta"]})

    on_api(sandbox, keep, LISTS, "GET")


@fault("situation")
def clock_off(_sandbox: Sandbox) -> None:
    """This task's clock is 5 minutes slow: in createdAt, meta.timestamp and the Date header."""
    CLOCK.offset = timedelta(minutes=-5)
