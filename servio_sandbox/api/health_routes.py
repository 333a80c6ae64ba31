"""Health and readiness routes; both really query the database."""

import time
from typing import Any

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from servio_sandbox.api.access import ApiServices
from servio_sandbox.api.envelope import success
from servio_sandbox.app.services import Services
from servio_sandbox.store.refusals import Unavailable

router = APIRouter()


@router.get("/health")
def health(request: Request, services: ApiServices) -> Response:
    """Report the build, the environment and each dependency."""
    dependencies = {"database": _check_database(services)}
    facts = {"build": request.state.build, "environment": request.app.state.environment, "dependencies": dependencies}
    return success(request, {"status": "ok"} | facts)


@router.get("/ready")
def ready(request: Request, services: ApiServices) -> Response:
    """Report whether every dependency answers."""
    return success(request, {"status": "ready", "checks": {"database": _check_database(services)}})


def _check_database(services: Services) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        services.database.ping()
    except SQLAlchemyError as error:
        raise Unavailable("the database does not answer") from error
    return {"status": "ok", "responseTime": round((time.perf_counter() - started) * 1000, 2)}
