"""Stand-in for the API: it refuses or fails what a form sends, with answers of the form that the API's own have."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import Error, Page, Request, Route

from servio_verify.browser.sentry.envelope import PROBE
from servio_verify.browser.sentry.marking import marked_as_made_up
from servio_verify.environments.layout import current
from servio_verify.traffic.exchanges import ANSWERS

REFUSED = {
    400: ("VALIDATION_ERROR", f"This cannot be stored ({PROBE})."),
    500: ("INTERNAL_ERROR", f"Something is broken ({PROBE})."),
}
"""Of these, a 400 is never tried again by a page, and a 500 never taken for an outage by this run.

What a page's client tells Sentry of them is known as the suite's own by that word.
"""

Details = Callable[[list[str]], object]
FORMS_OF_DETAILS: dict[int, tuple[Details, ...]] = {
    400: (
        lambda _: [],
        lambda fields: [{"field": each, "path": [each], "message": REFUSED[400][1]} for each in fields],
        lambda fields: {each: [REFUSED[400][1]] for each in fields},
    ),
    500: (lambda _: None,),
}
"""What a refusal says of the fields that were sent: the next where a page, which may need it so, says nothing."""

_OF_THE_WAY = (
    *("connection", "content-encoding", "content-length", "content-type", "set-cookie", "transfer-encoding"),
    *("clear-site-data", "retry-after"),  # of a sign-out, and of a limit
)


@contextmanager
def answering(page: Page, status: int, details: Details) -> Iterator[list[float]]:
    """Answer the creation of a venue, menu or order in the API's stead; give the times at which one was answered."""
    answered: list[float] = []

    def answer(route: Route) -> None:
        if not _is_creation(route.request):
            route.fallback()
            return
        answered.append(monotonic())
        own, meta = _of_an_own_answer()
        headers = {**own, "x-request-id": str(uuid4())}
        envelope = _envelope(status, details(_fields(route.request)), {**meta, "requestId": headers["x-request-id"]})
        route.fulfill(status=status, json=envelope, headers={**headers, **_allowing(route.request, ", ".join(headers))})

    page.route("**/*", answer)
    try:
        with marked_as_made_up(page):
            yield answered
    finally:
        page.unroute("**/*", answer)


def _is_creation(request: Request) -> bool:
    creates = re.compile(rf"{re.escape(current.at('/api/v1'))}/venues(?:/[^/]+/(?:menus|orders))?/?")
    is_call = request.method == "POST" and request.resource_type in ("fetch", "xhr")
    return is_call and creates.fullmatch(urlsplit(request.url).path) is not None


def _fields(request: Request) -> list[str]:
    with suppress(Error, UnicodeDecodeError):  # it is no JSON
        return [*body] if isinstance(body := request.post_data_json, dict) else []
    return []


def _envelope(status: int, details: Any, meta: dict[str, Any]) -> dict[str, object]:
    code, message = REFUSED[status]
    error = {"code": code, "message": message, "details": details}
    return {"success": False, "error": error, "meta": {**meta, "timestamp": datetime.now(UTC).isoformat()}}


def _of_an_own_answer() -> tuple[dict[str, str], dict[str, Any]]:
    """Return the headers and the `meta` of the last answer of the API to this run, which a made-up one has too."""
    for answer in reversed(ANSWERS):
        if answer.request.url.path.startswith(current.at("/api/v1")):
            with suppress(ValueError, KeyError, TypeError):
                headers = {name: one for name, one in answer.headers.items() if _is_own(name)}
                return headers, dict(answer.json()["meta"])
    return {}, {"version": "1"}


def _is_own(name: str) -> bool:
    return name not in _OF_THE_WAY and not name.startswith("access-control-")


def _allowing(request: Request, exposed: str) -> dict[str, str]:
    return {
        "access-control-allow-origin": request.headers.get("origin", "*"),
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": exposed,
    }
