"""The API's refusal and failure of what a form sends, told to the page in its stead: what it makes of them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Request, Route, expect

from servio_verify.browser.pages.section import Section
from servio_verify.browser.parts.before import alerts, has_sent
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.steps import step
from servio_verify.browser.parts.toast import Toast
from servio_verify.browser.sentry.envelope import PROBE
from servio_verify.environments.layout import current
from servio_verify.run.polling import wait_in
from servio_verify.traffic.observations import note_not_covered

REFUSED = {
    400: ("VALIDATION_ERROR", f"This cannot be stored ({PROBE})."),
    500: ("INTERNAL_ERROR", f"Something is broken ({PROBE})."),
}
"""Of these, a 400 is never tried again by a page, and a 500 never taken for an outage by this run.

What a page's client tells Sentry of them is known as the suite's own by that word.
"""

FAILED = r"answered [45]\d\d$|^uncaught: "
"""What a page may complain of then: it is not promised what it says where its API fails."""

TOLD_SECONDS = 10.0
STANDING_SECONDS = 1.0
"""Where an alert of an earlier refusal stands there still, which may tell of this one in the same words."""

TAKEN_BACK_SECONDS = 1.0
"""A page may say at once that it was done, and take that back."""


class FormPage(Protocol):
    """A page with a form for a new entry."""

    page: Page
    toast: Toast
    form: Form
    section: Section


def send_after_failures(shown: FormPage, fill: Callable[[], object], created: str, *statuses: int) -> None:
    """Fill in the form and send it, once for each status that the API is made to answer with, and then for good.

    What does not go to the API's own address is answered by nobody else, and sent once. `created` is what the page
    says when it was done.
    """
    for status in statuses:
        fill()
        if not _is_refused(shown, created, status):
            return
        if not shown.form.field.is_visible():  # a failure may lead to a page of its own
            shown.section.open().open_form()
    fill()
    expect(shown.form.submit, "a form that was refused, and corrected, cannot be sent").to_be_enabled()
    shown.form.submit.click()


@step("Send the form to an API that fails")
def _is_refused(shown: FormPage, created: str, status: int) -> bool:
    page, refusal, done = shown.page, shown.form.refusal, shown.toast.text(created)
    stands = alerts(page).filter(visible=True).count() > 0
    with _answering(page, status) as answered:
        shown.form.submit.click()
        told = wait_in(
            page, lambda: refusal.is_visible() or done.is_visible(), STANDING_SECONDS if stands else TOLD_SECONDS
        )
    if not answered:
        if has_sent(page):
            note_not_covered("what a form says where the API fails: it does not send its entry to the API's address")
        return False
    if done.is_visible() and not wait_in(page, refusal.is_visible, TAKEN_BACK_SECONDS):
        raise AssertionError(
            f"a form is answered {status}, by this run in the API's place, and the page says {created}"
        )
    if not told and not stands and status < 500:
        silent = "and nothing says why (role=alert)"
        raise AssertionError(f"a form is refused ({status}), by this run in the API's place, {silent}")
    return True


@contextmanager
def _answering(page: Page, status: int) -> Iterator[list[str]]:
    """Answer the creation of a venue, menu or order in the API's stead; give the addresses of those answered."""
    answered: list[str] = []

    def answer(route: Route) -> None:
        if not _is_creation(route.request):
            route.fallback()
            return
        answered.append(route.request.url)
        details = _details(route) if status < 500 else None
        route.fulfill(status=status, json=_envelope(status, details), headers=_allowing(route.request))

    page.route("**/*", answer)
    try:
        yield answered
    finally:
        page.unroute("**/*", answer)


def _is_creation(request: Request) -> bool:
    creates = re.compile(rf"{re.escape(current.at('/api/v1'))}/venues(?:/[^/]+/(?:menus|orders))?/?")
    is_call = request.method == "POST" and request.resource_type in ("fetch", "xhr")
    return is_call and creates.fullmatch(urlsplit(request.url).path) is not None


def _details(route: Route) -> Any:
    """Return the details of a refusal of Servio's own, that of a venue without a name: their shape is not promised."""
    venues = re.sub(r"(?<=/venues).*", "", route.request.url)
    with suppress(Error, ValueError, KeyError, TypeError):
        return route.fetch(url=venues, post_data="{}", max_redirects=0).json()["error"]["details"]
    return None


def _envelope(status: int, details: Any) -> dict[str, object]:
    code, message = REFUSED[status]
    error = {"code": code, "message": message, "details": details}
    meta = {"timestamp": datetime.now(UTC).isoformat(), "requestId": f"refused-{status}", "version": "1"}
    return {"success": False, "error": error, "meta": meta}


def _allowing(request: Request) -> dict[str, str]:
    origin = request.headers.get("origin", "*")
    return {"access-control-allow-origin": origin, "access-control-allow-credentials": "true"}
