"""Health and readiness routes; both really query the database."""

import time
from typing import Any

from starlette.responses import Response

from servio_sandbox.api.access import Call, route
from servio_sandbox.api.envelope import success
from servio_sandbox.app.services import Services
from servio_sandbox.store.refusals import Unavailable


def health(call: Call) -> Response:
    """Report the build, the environment and each dependency."""
    request, dependencies = call.request, {"database": _check_database(call.services)}
    facts = {"build": request.state.build, "environment": request.app.state.environment, "dependencies": dependencies}
    return success(request, {"status": "ok"} | facts)


def ready(call: Call) -> Response:
    """Report whether every dependency answers."""
    return success(call.request, {"status": "ready", "checks": {"database": _check_database(call.services)}})


def _check_database(services: Services) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        services.database.ping()
    except services.database.errors as error:
        raise Unavailable("the database does not answer") from error
    return {"status": "ok", "responseTime": round((time.perf_counter() - started) * 1000, 2)}


ROUTES = [route("GET", "/health", health), route("GET", "/ready", ready)]
