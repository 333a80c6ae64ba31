"""Addresses of the web app, and waiting for navigation and answers (docs/CONTRACT.md, Web app)."""

import re
from collections.abc import Callable
from weakref import WeakKeyDictionary

import httpx
from playwright.sync_api import BrowserContext, Page, Request, expect

from servio_verify.browser.parts.refusal import raise_if_refused
from servio_verify.browser.recording.origins import is_kin, own_origins
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import SIGN_IN, Paths
from servio_verify.failures.check_errors import DoubtError, ResponseError
from servio_verify.failures.exchange import Exchange
from servio_verify.run.polling import wait_in

REST_SECONDS = 1.0
"""A page that goes nowhere for so long has arrived: a sign-in may lead through several addresses."""

REST_WITHIN_SECONDS = 10.0
ANSWER_SECONDS = 10.0
OTHERS_SECONDS = 2.0
"""The same for what goes to somebody else, such as a sign-in service or a third party."""

_PATH = r"[^?#]*"
_ROUTE = r"[^#]*#!?(?=/)[^?]*"
"""The path behind a `#`, where the app keeps its own there."""

_SAID = r"[^?#]*\?(?:[^#]*&)?[^=&#]*=(?!/|%2F|https?(?::|%3A))[^&#]*"
"""A query that says where one is; another address in it only says where one came from, or will go."""

_led: WeakKeyDictionary[BrowserContext, str] = WeakKeyDictionary()
_last: list[str] = []


def at_login() -> re.Pattern[str]:
    """Return what the address of the sign-in form is like."""
    return re.compile(rf"^(?:{_login()})")


def at_dashboard() -> re.Pattern[str]:
    """Return what the address of a signed-in user is like; `/login?next=/dashboard` is not it."""
    paths = current.layout().paths
    if not paths.dashboard_is_told:
        return re.compile(rf"^(?!{_login()})https?:")
    if paths.dashboard == Paths().dashboard:  # the contract's is any address that matches `dashboard`
        never = _login() if paths.login == "/" else rf"(?:{_PATH}|{_ROUTE}){re.escape(paths.login)}\b"
        return re.compile(rf"^(?!{never})(?:{_PATH}|{_ROUTE}|{_SAID})dashboard")
    return re.compile(rf"^(?!{_login()})[^?#]*{re.escape(paths.dashboard)}(?![\w-])")


def _login() -> str:
    login = current.layout().paths.login
    return r"https?://[^/]+/?(?:[?#]|$)" if login == "/" else rf"[^?]*{re.escape(login)}\b"


def dashboard_of(page: Page) -> str:
    """Return where the dashboard of this page's user is; DoubtError where only a sign-in could tell, and none has."""
    paths = current.layout().paths
    if paths.dashboard_is_told:
        return paths.dashboard
    if address := _led.get(page.context, next(iter(_last), "")):
        return address
    raise DoubtError("the dashboard is where sign-in leads, and nobody has signed in yet")


def note_dashboard(page: Page, address: str) -> None:
    """Note where the dashboard of this page's user is."""
    if address:
        _led[page.context] = address
        _last[:] = [address]


def note_where_sign_in_led(page: Page) -> str:
    """Wait until a page that has signed in stays where it is, and note its address as the dashboard's; return it."""
    if current.layout().paths.dashboard_is_told:
        return ""
    seen: list[str] = []

    def rests() -> bool:
        if not seen or seen[-1] != page.url:
            seen.append(page.url)
            return False
        return not wait_in(page, lambda: page.url != seen[-1], REST_SECONDS)

    wait_in(page, rests, REST_WITHIN_SECONDS)
    note_dashboard(page, page.url)
    return page.url


def wait_for_answers(page: Page) -> None:
    """Wait until all that the page sent is answered, also what it sent twice; a beacon is not for an answer.

    Not for ever: a page may listen for news in this way. A third party may never answer, and gets a moment.
    """
    sent = sent_by(page)
    _wait_for(page, lambda: sent)


def wait_for_new_answers(page: Page, before: list[Request]) -> None:
    """Wait likewise for what the page has sent since then, and sends meanwhile."""
    _wait_for(page, lambda: [request for request in sent_by(page) if request not in before])


def _wait_for(page: Page, sent: Callable[[], list[Request]]) -> None:
    own = own_origins(page.url)

    def open_requests() -> list[Request]:
        return [request for request in sent() if not (request.existing_response or request.failure)]

    wait_in(page, lambda: not open_requests(), OTHERS_SECONDS)
    wait_in(page, lambda: not any(is_kin(request.url, own) for request in open_requests()), ANSWER_SECONDS)


def sent_by(page: Page) -> list[Request]:
    """Return what the page has sent lately that is no mere reading."""
    kinds = ("document", "fetch", "xhr")
    return [each for each in page.requests() if each.method != "GET" and each.resource_type in kinds]


def expect_arrival(page: Page, where: re.Pattern[str], otherwise: str) -> None:
    """See that signing in with the right password has led there; where it was refused or tried too often, that is said.

    Raises SignInRefusedError or DoubtError where the form refused it (`pages.refusal`). Where the browser was refused
    the preflight of the sign-in, that is the one cause of all that needs a session.
    """
    try:
        expect(page, otherwise).to_have_url(where)
    except AssertionError as error:
        for request in page.requests():
            answer = request.existing_response
            if answer and answer.status == httpx.codes.TOO_MANY_REQUESTS:
                throttled = Exchange(method=request.method, url=answer.url, status=answer.status)
                raise ResponseError("signing in is throttled", throttled) from error
        if refused := _refused_preflight(page):
            raise AssertionError(f"CORS does not let the web app write\n{refused}") from error
        raise_if_refused(page)
        raise


def _refused_preflight(page: Page) -> str:
    """Return what the browser says of a sign-in that it did not send for its preflight; empty where it says nothing."""
    sign_in = current.at(SIGN_IN).partition("?")[0]
    said = (message.text for message in page.console_messages() if "blocked by CORS policy" in message.text)
    return next((text for text in said if "preflight" in text and f"{sign_in}'" in text), "")
