"""Readiness of the whole: a query in the right database has come back through the balancer."""

import http.client
import json
import ssl
from contextlib import suppress
from pathlib import Path
from typing import Any

from servio_sandbox.stack.description import description
from servio_sandbox.stack.parts import postgresql
from servio_sandbox.stack.parts.task import ask
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.say import reason_of
from servio_sandbox.stack.state import State
from servio_sandbox.stack.waiting import wait_until

STORES = ("database", "redis")
"""What /ready must say that it answers."""


def await_ready(place: Place, state: State, seconds: float) -> str:
    """Wait until it is; return nothing, or what is not."""
    reason = ""

    def is_ready() -> bool:
        nonlocal reason
        reason = lacking(place, state)
        return not reason

    wait_until(is_ready, seconds, every=0.1)
    return reason


def lacking(place: Place, state: State) -> str:
    """Return what is missing for the stack to be ready; nothing where it is."""
    for task in state.tasks:
        status, told = ask(task.api_port, "/ready", 5)
        if reason := _not_ready(status, told):
            return f"{task.name} is not ready: {reason}"
    status, told = through_balancer(state, state.ports.api, "/ready")
    if reason := _not_ready(status, told):
        return f"not ready through the balancer: {reason}"
    status, told = through_balancer(state, state.ports.web, description().tasks.health.path)
    if status != 200:
        return f"the web app says {status or f'nothing ({told})'} through the balancer"
    status, told = through_balancer(state, state.ports.api, "/api/v1/venues?limit=1")
    shown = [venue.get("id") for venue in (told if isinstance(told, dict) else {}).get("data", ())]
    if not shown:
        return f"no venue comes through the balancer (status {status or 'none'})"
    return "" if _is_stored(place, state, shown[0]) else "the tasks use another database than the stack's"


def through_balancer(state: State, port: int, path: str, seconds: float = 5) -> tuple[int, Any]:
    """Ask over TLS as a client does, and return status and JSON; 0 and why where there is no answer to trust."""
    connection = None
    try:
        trust = ssl.create_default_context(cadata=Path(state.ca_file).read_text(encoding="ascii"))
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=seconds, context=trust)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return 0, reason_of(error)
    finally:
        if connection:
            connection.close()
    with suppress(ValueError):
        return answer.status, json.loads(body)
    return answer.status, None


def _not_ready(status: int, told: Any) -> str:
    """Return what an answer of /ready lacks; nothing where it says that every store answers."""
    if status != 200:
        said = f"status {status}" if status else f"nothing answers ({told})" if told else "nothing answers"
        return str(told["error"]["message"]) if isinstance(told, dict) and "error" in told else said
    checks = told["data"]["checks"] if isinstance(told, dict) else {}
    lacking = [name for name in STORES if checks.get(name, {}).get("status") != "ok"]
    return f"/ready says nothing good of {' and '.join(lacking)}" if lacking else ""


def _is_stored(place: Place, state: State, venue: str) -> bool:
    import psycopg  # slow to import: most commands ask nothing

    try:
        with postgresql.owner(place, state, description().postgresql.database) as connection:
            return bool(connection.execute("SELECT 1 FROM venues WHERE id = %s", [venue]).fetchone())
    except psycopg.Error:
        return False
