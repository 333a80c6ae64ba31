"""Addresses of the web app, and waiting for navigation and answers (docs/CONTRACT.md, Web app)."""

import re

import httpx
from playwright.sync_api import Page, expect

from servio_verify.browser.parts.refusal import raise_if_refused
from servio_verify.failures.check_errors import ResponseError
from servio_verify.failures.exchange import Exchange

DASHBOARD = re.compile(r"^(?!.*/login\b).*dashboard")
"""The address of a signed-in user; `/login?next=/dashboard` is not it."""

LOGIN = re.compile(r"^[^?]*/login\b")
"""The address of the sign-in form."""


def wait_for_answers(page: Page) -> None:
    """Wait until all that the page sent is answered, also what it sent twice; a beacon is not for an answer."""
    for request in page.requests():
        if request.method != "GET" and request.resource_type in ("document", "fetch", "xhr"):
            request.response()


def expect_arrival(page: Page, where: re.Pattern[str], otherwise: str) -> None:
    """See that signing in with the right password has led there; where it was refused or tried too often, that is said.

    Raises SignInRefusedError or DoubtError where the form refused it (`pages.refusal`).
    """
    try:
        expect(page, otherwise).to_have_url(where)
    except AssertionError as error:
        for request in page.requests():
            answer = request.existing_response
            if answer and answer.status == httpx.codes.TOO_MANY_REQUESTS:
                throttled = Exchange(method=request.method, url=answer.url, status=answer.status)
                raise ResponseError("signing in is throttled", throttled) from error
        raise_if_refused(page)
        raise
