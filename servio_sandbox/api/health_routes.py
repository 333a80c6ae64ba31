"""Health and readiness; both really ask the database."""

import time
from typing import Any

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from servio_sandbox.api.access import Shop
from servio_sandbox.api.envelope import success
from servio_sandbox.app.services import Services
from servio_sandbox.store.refusals import Unavailable

router = APIRouter()


@router.get("/health")
def health(request: Request, shop: Shop) -> Response:
    """Tell the build, the environment and each dependency."""
    dependencies = {"database": _check_database(shop)}
    told = {"build": request.state.build, "environment": request.app.state.environment, "dependencies": dependencies}
    return success(request, {"status": "ok"} | told)


@router.get("/ready")
def ready(request: Request, shop: Shop) -> Response:
    """Tell whether every dependency answers."""
    return success(request, {"status": "ready", "checks": {"database": _check_database(shop)}})


def _check_database(shop: Services) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        shop.database.ping()
    except SQLAlchemyError as error:
        raise Unavailable("the database does not answer") from error
    return {"status": "ok", "responseTime": round((time.perf_counter() - started) * 1000, 2)}
