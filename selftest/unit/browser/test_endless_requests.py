"""A request that has no end, as of a page that listens for news, is waited for once at most."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from selftest.support.background import in_thread
from selftest.support.browsers import chromium
from servio_verify.browser import visit as visits
from servio_verify.browser.parts import arrival
from servio_verify.browser.visit import Visit

LISTENS = "<title>Servio</title><script>new EventSource('/news')</script>"
ASKS = "<title>Servio</title><script>fetch('/wait').catch(() => {})</script>"
ASKS_AGAIN = "<title>Servio</title><script>(async () => { for (;;) await fetch('/wait?a-moment'); })()</script>"
PAGES = {"/listens": LISTENS, "/asks": ASKS, "/asks-again": ASKS_AGAIN}
SECONDS = 1.0
MOMENT_SECONDS = 0.2


class Endless(BaseHTTPRequestHandler):
    """Answers /news with a stream that stays open, and /wait not before all is over, or after a moment."""

    over = threading.Event()

    def do_GET(self) -> None:
        if self.path.startswith("/wait"):
            self.over.wait(MOMENT_SECONDS if "moment" in self.path else None)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if self.path == "/news" else "text/html")
        self.end_headers()
        self.wfile.write(PAGES.get(self.path, ": here\n\n").encode())
        if self.path == "/news":
            self.over.wait()

    do_POST = do_GET  # noqa: N815 - a name that http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the browser cuts connections."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Endless, "over", threading.Event())
    with in_thread(Server(("127.0.0.1", 0), Endless)) as server:
        yield f"http://127.0.0.1:{server.server_port}"
        Endless.over.set()


def test_a_stream_that_has_begun_is_not_waited_for(browser: Browser, url: str) -> None:
    since = time.monotonic()
    visit = Visit(browser.new_context(base_url=url), url).open("/listens")
    visit.page.wait_for_timeout(200)
    assert not visit.settle().recorder.pending
    assert time.monotonic() - since < visits.SETTLE_SECONDS / 2


@pytest.mark.parametrize("path", ["/asks", "/asks-again"])
def test_a_page_that_is_never_at_rest_is_waited_for_once(
    browser: Browser, url: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "SETTLE_SECONDS", SECONDS)
    visit = Visit(browser.new_context(base_url=url), url).open(path)
    since = time.monotonic()
    for _ in range(3):
        visit.settle()
    assert time.monotonic() - since < SECONDS


def test_what_a_page_says_that_is_never_at_rest_is_heard_by_the_next_look(
    browser: Browser, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "SETTLE_SECONDS", SECONDS)
    visit = Visit(browser.new_context(base_url=url), url).open("/asks")
    assert not visit.recorder.errors()
    visit.page.evaluate("() => { setTimeout(() => { throw new Error('the till is open'); }); }")
    assert visit.settle().recorder.errors()


SENDS = "path => { fetch(path, {method: 'POST', mode: 'no-cors'}).catch(() => {}); }"


def test_what_a_page_sends_is_waited_for_but_not_for_ever(
    browser: Browser, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "OTHERS_SECONDS", MOMENT_SECONDS / 4)
    page = browser.new_context(base_url=url).new_page()
    page.goto("/none")
    page.evaluate(SENDS, "/wait?a-moment")
    page.evaluate(SENDS, f"{url.replace('127.0.0.1', 'localhost')}/wait")
    since = time.monotonic()
    arrival.wait_for_answers(page)
    assert [bool(request.existing_response) for request in arrival.sent_by(page)] == [True, False]
    assert time.monotonic() - since < SECONDS
    monkeypatch.setattr(arrival, "ANSWER_SECONDS", MOMENT_SECONDS)
    page.evaluate(SENDS, "/wait")
    arrival.wait_for_answers(page)
    assert time.monotonic() - since < 2 * SECONDS
