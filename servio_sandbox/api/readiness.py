"""Liveness and readiness of one of several tasks.

`/health` says that this process answers, and looks at nothing else: a balancer that asks it must not stop every task
because the database they share is down. `/ready` looks at each server, at once, and gives up on one that hangs.
"""

import time
from collections.abc import Callable
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from servio_sandbox.api.envelope import failure, success
from servio_sandbox.app.services import Services
from servio_sandbox.log import log
from servio_sandbox.store.refusals import Unavailable

PATIENCE = 3
"""Seconds for one server."""

THREADS = anyio.CapacityLimiter(8)
"""Threads of their own: readiness is told also while every other one waits for a lock."""


async def health(request: Request) -> Response:
    """Report the build and the environment."""
    facts = {"build": request.state.build, "environment": request.app.state.environment}
    return success(request, {"status": "ok"} | facts)


async def ready(request: Request) -> Response:
    """Report how each server is and how long it took, in ms; 503 where one is ill."""
    services: Services = request.app.state.services
    checks: dict[str, dict[str, Any]] = {}

    async def check(name: str, ping: Callable[[], None]) -> None:
        checks[name] = await _check(services, name, ping)

    async with anyio.create_task_group() as group:
        for name, ping in services.pings.items():
            group.start_soon(check, name, ping)
    checks = {name: checks[name] for name in services.pings}
    ill = "; ".join(check["message"] for check in checks.values() if check["status"] != "ok")
    if not ill:
        return success(request, {"status": "ready", "checks": checks})
    log(f"not ready: {ill}")
    return failure(request, 503, "SERVICE_UNAVAILABLE", ill, data={"status": "not ready", "checks": checks})


async def _check(services: Services, name: str, ping: Callable[[], None]) -> dict[str, Any]:
    with anyio.move_on_after(PATIENCE):
        return await anyio.to_thread.run_sync(_asked, services, ping, abandon_on_cancel=True, limiter=THREADS)
    message = f"{name} does not answer within {PATIENCE} s"
    return {"status": "error", "responseTime": PATIENCE * 1000.0, "message": message}


def _asked(services: Services, ping: Callable[[], None]) -> dict[str, Any]:
    started = time.perf_counter()
    trouble: str | None = None
    try:
        ping()
    except Unavailable as ill:
        trouble = ill.message
    except services.database.errors as error:
        trouble = services.database.trouble(error)
    took = round((time.perf_counter() - started) * 1000, 2)
    return {"status": "error" if trouble else "ok", "responseTime": took} | ({"message": trouble} if trouble else {})


ROUTES = [Route("/health", health, methods=["GET"]), Route("/ready", ready, methods=["GET"])]
