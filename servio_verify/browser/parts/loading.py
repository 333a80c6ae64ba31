"""Loading of a page: what is waited for is Servio's own, never a third party's script, image or font."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Request, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from servio_verify.browser.recording.origins import is_kin, origin_of
from servio_verify.failures.check_errors import DoubtError, LateError

PARSED_SECONDS = 10.0
"""A third party that keeps a page from being read to its end for so long is named, and not waited for again."""

KNOWN_SECONDS = 1.0
MOST_SECONDS = 30.0
ASKS_SECONDS = 1.0
"""A page whose scripts ask for nothing in this time is loaded."""

TRIES = 6
"""A sign-in was seen to navigate three times."""

LOAD_MILLISECONDS = 5_000
COMMIT_MILLISECONDS = 200
"""The navigation that got in the way of another one is over within this time, or was before."""

_DETACHED = ("rame was detached", "rame got detached", "rame has been detached", "Not attached to an active page")
_MOVED_ON = (
    *_DETACHED,
    "Execution context was destroyed",
    "the page is navigating",
    "Cannot find context with specified id",
)

T = TypeVar("T")
Moment = Literal["commit"]

_hanging: set[str] = set()
_SUPERSEDED = (*_DETACHED, "net::ERR_ABORTED", "interrupted by another navigation")


def load_page(page: Page, path: str) -> Response | None:
    """Open an address of the web app and wait until the page is read to its end; what comes later is not waited for.

    Returns the page's answer, None where the browser had it already.
    Raises DoubtError where a third party's script keeps everybody from the page, LateError where one of its own does.
    """
    return _load(page, lambda moment: page.goto(path, wait_until=moment))


def reload_page(page: Page) -> None:
    """Load the page anew, as `load_page` does."""
    _load(page, lambda moment: page.reload(wait_until=moment))


def go_back(page: Page) -> None:
    """Press Back, and wait as `load_page` does."""
    _load(page, lambda moment: page.go_back(wait_until=moment))


def go_forward(page: Page) -> None:
    """Press Forward, and wait as `load_page` does."""
    _load(page, lambda moment: page.go_forward(wait_until=moment))


def history_length(page: Page) -> int:
    """Return how many entries the page's history has: a page that takes the place of another adds none."""
    return steadily(page, lambda: int(page.evaluate("history.length")))


def reload_at_once(*pages: Page) -> None:
    """Load several pages anew at one time, as a browser that wakes up does, and wait as `load_page` does."""
    with ExitStack() as navigations:
        for page in pages:
            navigations.enter_context(page.expect_navigation(wait_until="commit"))
        for page in pages:
            page.evaluate("() => { setTimeout(() => location.reload()); }")
    for page in pages:
        _wait_until_parsed(page)


def reload_midway(page: Page) -> None:
    """Load the page anew, and once more as soon as its scripts ask for something, which the browser then aborts."""
    with suppress(PlaywrightTimeoutError), page.expect_request(_is_fetch, timeout=ASKS_SECONDS * 1000):
        _undisturbed(page, lambda moment: page.reload(wait_until=moment))
    reload_page(page)


def _is_fetch(request: Request) -> bool:
    return request.resource_type in ("fetch", "xhr")


def steadily(page: Page, look: Callable[[], T], *lost: str) -> T:
    """Return what a look at the page gives; once more where its document was replaced under it.

    `lost` are words by which a look says that what it had put into the document is gone.
    """
    for _ in range(TRIES - 1):
        try:
            return look()
        except Error as error:
            if not any(words in error.message for words in (*_MOVED_ON, *lost)):
                raise
        with suppress(Error):  # it moves on once more
            page.wait_for_load_state("domcontentloaded", timeout=LOAD_MILLISECONDS)
    return look()


def content_of(page: Page) -> str:
    """Return what the page holds, once it stays where it is."""
    return steadily(page, page.content)


def _load(page: Page, navigate: Callable[[Moment], Response | None]) -> Response | None:
    answer = _undisturbed(page, navigate)
    _wait_until_parsed(page)
    return answer


def _undisturbed(page: Page, navigate: Callable[[Moment], Response | None]) -> Response | None:
    for _ in range(TRIES - 1):
        try:
            return navigate("commit")
        except Error as error:
            if not any(words in error.message for words in _SUPERSEDED):
                raise
        with suppress(Error):  # the page was about to move on by itself: let it
            page.wait_for_event("framenavigated", timeout=COMMIT_MILLISECONDS)
        with suppress(Error):
            page.wait_for_load_state("domcontentloaded", timeout=LOAD_MILLISECONDS)
    return navigate("commit")


def _wait_until_parsed(page: Page) -> None:
    patience = KNOWN_SECONDS if _hanging else PARSED_SECONDS
    for seconds in (patience, MOST_SECONDS - patience):
        try:
            page.wait_for_load_state("domcontentloaded", timeout=seconds * 1000)
        except PlaywrightTimeoutError:
            pending = [request for request in page.requests() if _is_blocking(request)]
            if others := [request for request in pending if not is_kin(request.url, [origin_of(page.url)])]:
                _hanging.add(origin_of(others[0].url))
                first = others[0]
                host = urlsplit(first.url).netloc
                reason = f"the pages wait for a {first.resource_type} of {host}, a third party that does not answer"
                raise DoubtError(f"{reason}: nobody can use them\n{first.url}") from None
            if pending and seconds > patience:
                first = pending[0]
                path = urlsplit(first.url).path
                raise LateError(f"a page waits for a {first.resource_type} that does not come: {path}") from None
            if seconds > patience:
                raise
        else:
            return


def _is_blocking(request: Request) -> bool:
    """Return whether it is of a kind that a page is not read without, and is still under way."""
    unanswered = request.existing_response is None or request.timing["responseEnd"] == -1
    return request.resource_type in ("script", "stylesheet") and request.failure is None and unanswered
