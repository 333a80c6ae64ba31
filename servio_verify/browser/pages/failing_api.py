"""The API's refusal and failure of what a form sends, told to the page in its stead: what it makes of them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Request, Route, expect

from servio_verify.browser.pages.section import Section
from servio_verify.browser.parts.before import (
    decided_alerts,
    has_sent,
    is_answered,
    is_told_again,
    new_alerts,
    refusal_stands,
)
from servio_verify.browser.parts.form import Form
from servio_verify.browser.parts.steps import step
from servio_verify.browser.parts.toast import Toast
from servio_verify.browser.sentry.envelope import PROBE
from servio_verify.browser.sentry.marking import marked_as_made_up
from servio_verify.environments.layout import current
from servio_verify.run.polling import wait_in
from servio_verify.traffic.observations import note_not_covered

REFUSED = {
    400: ("VALIDATION_ERROR", f"This cannot be stored ({PROBE})."),
    500: ("INTERNAL_ERROR", f"Something is broken ({PROBE})."),
}
"""Of these, a 400 is never tried again by a page, and a 500 never taken for an outage by this run."""

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

FAILED = r"answered [45]\d\d$|^uncaught: "
"""What a page may complain of then: it is not promised what it says where its API fails."""

TOLD_SECONDS = 10.0
QUIET_SECONDS = 1.5
"""So long after an answer, a client has not tried again, nor taken back that it was done;"""

SLOWER = 2.5
"""and one that tries again waits so many times longer before the next time at most."""

BUSY = ":disabled, [aria-disabled='true'], [aria-busy='true']"


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
        if not _is_refused(shown, fill, created, status):
            return
    fill()
    expect(shown.form.submit, "a form that was refused, and corrected, cannot be sent").to_be_enabled()
    shown.form.submit.click()


@step("Send the form to an API that fails")
def _is_refused(shown: FormPage, fill: Callable[[], object], created: str, status: int) -> bool:
    """Return whether the form was answered in the API's stead. Raises AssertionError where the page says it wrongly."""
    *others, last = FORMS_OF_DETAILS[status]
    for details in (*others, last):
        fill()
        stands = refusal_stands(shown.page)
        with _answering(shown.page, status, details) as answered:
            shown.form.submit.click()
            wait_in(shown.page, _outcome(shown, created, answered, soon=stands or details is not last), TOLD_SECONDS)
        if not answered:
            elsewhere = "its entry to the API's address" if has_sent(shown.page) else f"it within {TOLD_SECONDS:g} s"
            note_not_covered(f"what a form says where the API fails: it does not send {elsewhere}")
            return False
        told = new_alerts(shown.page).count() > 0 or is_told_again(shown.page)
        if not told and shown.toast.text(created).is_visible():
            done = f"and the page says {created}"
            raise AssertionError(f"a form is answered {status}, by this run in the API's place, {done}")
        is_over = told or stands or status >= 500
        if not shown.form.field.is_visible() or (not is_over and _is_busy(shown)):  # a failure may lead elsewhere
            shown.section.open().open_form()
        if is_over:
            return True
    silent = "by this run in the API's place, and nothing says why (role=alert)"
    raise AssertionError(f"a form is refused ({status}), {silent}")


def _outcome(shown: FormPage, created: str, answered: list[float], *, soon: bool) -> Callable[[], bool]:
    """Return what says whether the page has told what became of it; `soon` once it is at rest, and told nothing."""
    page, done = shown.page, shown.toast.text(created)

    def is_told() -> bool:
        return decided_alerts(page).count() > 0 or is_told_again(page)

    def is_over() -> bool:
        if not answered:
            return is_answered(page) and (done.is_visible() or is_told())
        return is_told() or ((soon or done.is_visible()) and _rests(answered) and not _is_busy(shown))

    return is_over


def _rests(answered: list[float]) -> bool:
    gap = answered[-1] - answered[-2] if len(answered) > 1 else 0.0
    return monotonic() - answered[-1] > max(QUIET_SECONDS, SLOWER * gap)


def _is_busy(shown: FormPage) -> bool:
    return shown.form.submit.and_(shown.page.locator(BUSY)).count() > 0


@contextmanager
def _answering(page: Page, status: int, details: Details) -> Iterator[list[float]]:
    """Answer the creation of a venue, menu or order in the API's stead; give the times at which one was answered."""
    answered: list[float] = []

    def answer(route: Route) -> None:
        if not _is_creation(route.request):
            route.fallback()
            return
        answered.append(monotonic())
        envelope = _envelope(status, details(_fields(route.request)))
        route.fulfill(status=status, json=envelope, headers=_allowing(route.request))

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


def _envelope(status: int, details: Any) -> dict[str, object]:
    code, message = REFUSED[status]
    error = {"code": code, "message": message, "details": details}
    meta = {"timestamp": datetime.now(UTC).isoformat(), "requestId": f"refused-{status}", "version": "1"}
    return {"success": False, "error": error, "meta": meta}


def _allowing(request: Request) -> dict[str, str]:
    origin = request.headers.get("origin", "*")
    return {"access-control-allow-origin": origin, "access-control-allow-credentials": "true"}
