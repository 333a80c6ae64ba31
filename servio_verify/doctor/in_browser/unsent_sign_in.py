"""A sign-in that is never sent: the form is filled in with nobody's account, and its request is held back."""

from contextlib import suppress

from playwright.sync_api import Error, Page, Request, Route

from servio_verify.browser.pages.login import LoginPage
from servio_verify.browser.recording.origins import origin_of
from servio_verify.run.polling import wait_in

NOBODY, WORD = "nobody@example.com", "no-password-of-anybody"
SECONDS = 1.5
READS = ("GET", "HEAD", "OPTIONS")


def sends_to(page: Page) -> str:
    """Return the origin that the form of this page would send a password to; empty where that is not seen."""
    held: list[Request] = []

    def hold(route: Route) -> None:
        if route.request.method in READS and WORD not in route.request.url:
            route.fallback()
            return
        held.append(route.request)
        route.abort()

    with suppress(Error, AssertionError):  # a form that cannot be used is told by the sign-in
        page.route("**/*", hold)
        LoginPage(page).sign_in(NOBODY, WORD)
        wait_in(page, lambda: any(map(_carries, held)), SECONDS)
    return next((origin_of(request.url) for request in held if _carries(request)), "")


def _carries(request: Request) -> bool:
    return request.method not in READS and WORD in (request.post_data or "")
