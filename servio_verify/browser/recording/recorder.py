"""Recorder of a browser context: requests, responses, console and uncaught errors."""

import re
from collections.abc import Callable, Iterator

import httpx
from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, StorageStateCookie, WebError

from servio_verify.browser.recording.cookie_lines import line_that_set
from servio_verify.browser.recording.origins import is_kin, origin_of
from servio_verify.browser.recording.refusals import Refusals
from servio_verify.browser.recording.sent import RefusedRequest, Sent, headers_of
from servio_verify.browser.recording.texts import SETTING, Texts
from servio_verify.failures.exchange import Exchange

ASSETS = ("document", "stylesheet", "script", "image", "font", "manifest")
"""Resource types that make up a page; a beacon or a metric is none of them."""

ABORTED = "net::ERR_ABORTED"
"""How a request fails that the browser gave up by itself, as it does with what a page asked for before it was left."""

RED = ("error", "assert")
"""Kinds of messages that a console shows as errors."""

STREAM = "text/event-stream"
"""The content type of an answer that has no end: once it has begun, nothing is left to load."""

_CUT_OFF = re.compile(r"Failed to fetch|AbortError|signal is aborted|Load failed|NetworkError when")


class Recorder:
    """Keeps all that happens in a context from now on.

    `own` are the origins of Servio itself; `under_way` says that a page is there already, which will be left.
    """

    def __init__(self, context: BrowserContext, *own: str, under_way: bool = False) -> None:
        self.context = context
        self.own = own
        self._under_way = under_way
        self._requests = 0
        self._pending: set[Request] = set()
        self._finished: set[Request] = set()
        self._texts = Texts(context, self._is_own)
        self._refusals = Refusals(context, own)
        self._responses: list[Response] = []
        self._failed: list[Request] = []
        self._console: list[ConsoleMessage] = []
        self._uncaught: list[WebError] = []
        # Playwright marks its listeners, which bound methods of built-in types do not allow: hence functions.
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("requestfinished", self._on_finished)
        context.on("requestfailed", self._on_failed)
        context.on("console", lambda message: self._console.append(message))
        context.on("weberror", lambda error: self._uncaught.append(error))

    @property
    def heard(self) -> int:
        """How much was told so far."""
        lists = (self._responses, self._finished, self._failed, self._console, self._uncaught)
        return self._requests + sum(map(len, lists))

    @property
    def pending(self) -> bool:
        """Whether something that was asked of Servio is still on its way; a third party is not waited for."""
        return bool(self._pending)

    def set_cookie(self, cookie: StorageStateCookie) -> str | None:
        """Return the last `Set-Cookie` that brought this cookie to the browser, or None where none did."""
        came = [response for response in self._responses if response.request.resource_type in SETTING]
        lines = [line for response in came for line in response.header_values("set-cookie")]
        return line_that_set(cookie, lines)

    def documents(self) -> list[tuple[str, httpx.Headers]]:
        """Return the pages of Servio that came, with their headers; a redirect shows no page."""
        came = [each for each in self._responses if each.request.resource_type == "document" and each.ok]
        return [(each.url, headers_of(each)) for each in came if self._is_own(each.url)]

    def broken_assets(self) -> list[str]:
        """Return one line for each part of a page that did not load, or is not what the page asked for."""
        return [*self._refused(), *self._wrong_kind(), *self._unreachable()]

    def errors(self) -> list[str]:
        """Return what reached the console as an error and what no script caught, a line each."""
        printed = [
            self._refusals.line(message)
            for message in self._console
            if message.type in RED and not self._is_nobodys_loss(message)
        ]
        return self._without_cut_off([*printed, *(f"uncaught: {error.error}" for error in self._uncaught)])

    def complaints(self) -> list[str]:
        """Return what went wrong on any page, a line each: errors, and what Servio refused or did not answer."""
        refused = [
            RefusedRequest(Exchange(method=response.request.method, url=response.url, status=response.status))
            for response in self._responses
            if response.status >= 400 and self._is_own(response.url) and response.request not in self._unwanted
        ]
        failed = [
            f"{request.method} {request.url}: {request.failure}"
            for request in self._failed
            if self._is_own(request.url) and request.failure != ABORTED
        ]
        # A request that failed is in the console once more, in the browser's words.
        errors = [error for error in self.errors() if not error.startswith("Failed to load resource")]
        mixed = [message.text for message in self._console if message.text.startswith("Mixed Content")]
        return [*errors, *refused, *failed, *mixed]

    def console(self) -> list[str]:
        """Return the console in the order in which it came, and what no script caught, for people to read."""
        console = [f"{message.type}: {message.text}" for message in self._console]
        return [*console, *(f"uncaught: {error.error}" for error in self._uncaught)]

    def requests(self) -> list[str]:
        """Return the requests in the order in which they were answered, and what failed, for people to read."""
        requests = [f"{answer.request.method} {answer.url} {answer.status}" for answer in self._responses]
        return [*requests, *(f"{request.method} {request.url} failed: {request.failure}" for request in self._failed)]

    def sent(self, wanted: Callable[[Request], bool] = lambda _: True) -> Iterator[Sent]:
        """Yield every text that the browser was sent, with its headers; each is fetched from the browser once."""
        return self._texts.of([each for each in self._responses if wanted(each.request)], self._finished)

    def _without_cut_off(self, lines: list[str]) -> list[str]:
        """Leave out what a page said when it was left: one line for each request that the browser cut off then."""
        aborted = [request for request in self._given_up if request.resource_type in ("fetch", "xhr")]
        about = [place for place, line in enumerate(lines) if _CUT_OFF.search(line)]
        excused = about[: len(aborted) if self._moved_on else 0]
        return [line for place, line in enumerate(lines) if place not in excused]

    @property
    def _moved_on(self) -> bool:
        loaded = [response for response in self._responses if response.request.is_navigation_request()]
        return len(loaded) + self._under_way > 1

    def _unreachable(self) -> list[str]:
        # A page that moves on gives up what it was loading; where it stays, it is the browser that refused the part.
        needed = {ABORTED: () if self._moved_on else ("stylesheet", "script")}
        return [
            f"{request.url}: {request.failure}"
            for request in self._failed
            if self._is_own(request.url) and request.resource_type in needed.get(request.failure or "", ASSETS)
        ]

    def _refused(self) -> list[str]:
        return [
            f"{response.url} answered {response.status}"
            for response in self._responses
            if response.request.resource_type in ASSETS and response.status >= 400 and is_kin(response.url, self.own)
        ]

    def _wrong_kind(self) -> list[str]:
        return [
            f"{response.url} is a page, not a {response.request.resource_type}"
            for response in self._responses
            if response.request.resource_type in ("stylesheet", "script")
            and response.status == 200
            and response.headers.get("content-type", "").startswith("text/html")
            and is_kin(response.url, self.own)
        ]

    def _on_request(self, request: Request) -> None:
        self._requests += 1
        if self._is_own(request.url):
            self._pending.add(request)

    def _on_response(self, response: Response) -> None:
        self._responses.append(response)
        if response.headers.get("content-type", "").startswith(STREAM):
            self._pending.discard(response.request)

    def _on_finished(self, request: Request) -> None:
        self._pending.discard(request)
        self._finished.add(request)

    def _on_failed(self, request: Request) -> None:
        self._pending.discard(request)
        self._failed.append(request)

    def _is_own(self, url: str) -> bool:
        return origin_of(url) in self.own

    @property
    def _given_up(self) -> list[Request]:
        return [request for request in self._failed if request.failure == ABORTED]

    @property
    def _unwanted(self) -> list[Request]:
        """What was given up: on a busy machine a refusal may still come. A server's error counts all the same."""
        broken = [response.request for response in self._responses if response.status >= 500]
        return [request for request in self._given_up if request not in broken]

    def _is_nobodys_loss(self, message: ConsoleMessage) -> bool:
        """Whether it only says that something did not load that is somebody else's, or that the page gave up itself."""
        if not message.text.startswith("Failed to load resource"):
            return False
        url = message.location["url"]
        return not self._is_own(url) or url in [request.url for request in self._unwanted]
