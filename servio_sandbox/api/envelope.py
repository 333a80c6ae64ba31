"""JSON envelope of every API response."""

from collections.abc import Iterable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from servio_sandbox.log import log
from servio_sandbox.store.paging import Page
from servio_sandbox.store.refusals import Refusal
from servio_sandbox.store.times import iso, now

VERSION = "v1"
# The contract has no code for a method that is not offered: it is the request that is wrong.
CODES = {401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 409: "CONFLICT", 503: "SERVICE_UNAVAILABLE"}


def success(request: Request, data: Any, status: int = 200) -> JSONResponse:
    """Answer with `data`."""
    return JSONResponse({"success": True, "data": data, "meta": _meta(request)}, status)


def listing(request: Request, page: Page) -> JSONResponse:
    """Answer with a page of a list; `pagination` stands beside `data`."""
    body = {"success": True, "data": page.rows, "pagination": page.pagination, "meta": _meta(request)}
    return JSONResponse(body)


def failure(
    request: Request,
    status: int,
    code: str,
    message: str,
    details: Any = None,
    headers: Any = None,
    data: Any = None,
) -> JSONResponse:
    """Answer with an error; `data` stands beside it where there is something to tell all the same."""
    error = {"code": code, "message": message, "details": details}
    told = {} if data is None else {"data": data}
    return JSONResponse({"success": False, "error": error, **told, "meta": _meta(request)}, status, headers)


def install_error_handlers(app: Starlette, illnesses: Iterable[type[Exception]]) -> None:
    """Install error handlers that answer every error of the application in the envelope; an illness is a 503."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http)
    for kind in illnesses:
        app.add_exception_handler(kind, _dependency_ill)
    app.add_exception_handler(Exception, _crashed)


def _dependency_ill(request: Request, error: Exception) -> JSONResponse:
    said = request.app.state.services.database.trouble(error)
    log(f"{said} ({type(error).__name__})")
    return failure(request, 503, "SERVICE_UNAVAILABLE", said)


def _meta(request: Request) -> dict[str, str]:
    return {"timestamp": iso(now()), "requestId": request.state.request_id, "version": VERSION}


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)  # noqa: S101 (Starlette types every handler alike)
    return failure(request, error.status, error.code, error.message, error.details)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 (as above)
    code = CODES.get(error.status_code, "VALIDATION_ERROR" if error.status_code < 500 else "INTERNAL_ERROR")
    return failure(request, error.status_code, code, str(error.detail), headers=error.headers)


async def _crashed(request: Request, _error: Exception) -> JSONResponse:
    return failure(request, 500, "INTERNAL_ERROR", "something went wrong on our side")
