"""Pinned flags: a page is told them as part of the service's real answer, and everything else as it is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from selftest.support.background import in_thread
from selftest.support.browsers import chromium
from servio_verify.browser.flags import noted, pinning
from servio_verify.browser.flags.answer import with_pins
from servio_verify.browser.gate import OtherBrowserError

UNLEASH = {"toggles": [{"name": "old-menu", "enabled": True, "variant": {"name": "b", "enabled": True}}]}
LAUNCHDARKLY = {
    "split-bills": {"value": False, "variation": 1, "version": 7},
    "theme": {"value": "dark", "variation": 0, "version": 3},
}
STREAM = (
    f"event: put\ndata: {json.dumps(LAUNCHDARKLY)}\n\n"
    f"event: patch\ndata: {json.dumps({'key': 'split-bills', 'value': False, 'version': 8})}\n\n"
    f"event: patch\ndata: {json.dumps({'key': 'theme', 'value': 'light', 'version': 4})}\n\n"
)
ANSWERS: dict[str, tuple[int, str, str]] = {
    "/": (200, "text/html", "<title>a page</title>"),
    "/api/frontend": (200, "application/json", json.dumps(UNLEASH)),
    "/proxy": (304, "application/json", ""),
    "/api/proxy": (503, "application/json", json.dumps(UNLEASH)),
    "/api/frontend/client/metrics": (200, "application/json", json.dumps(UNLEASH)),
    "/sdk/evalx/1/contexts/e30": (200, "application/json", json.dumps(LAUNCHDARKLY)),
    "/eval/1/e30": (200, "text/event-stream", STREAM),
}
ASK = """async address => {
    const more = address.endsWith('?post') ? {method: 'POST', body: '{}'} : {};
    const answer = await fetch(address, {headers: {Authorization: 'a-client-key'}, ...more});
    return [answer.status, await answer.text()];
}"""
LISTEN = """path => new Promise(done => {
    const seen = [], stream = new EventSource(path);
    const keep = event => { seen.push(JSON.parse(event.data)); if (seen.length === 3) { stream.close(); done(seen); } };
    stream.addEventListener('put', keep);
    stream.addEventListener('patch', keep);
})"""
PINNED = {"split-bills": True, "old-menu": False, "theme": True}


@contextmanager
def services() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, kind, body = ANSWERS[self.path.partition("?")[0]]
            self.send_response(204 if self.command == "OPTIONS" else status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin") or "null")
            self.send_header("Access-Control-Allow-Headers", "Authorization")
            self.end_headers()
            if self.command != "OPTIONS":
                self.wfile.write(body.encode())

        do_POST = do_OPTIONS = do_GET  # noqa: N815 - names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def test_a_page_is_told_pinned_flags_in_the_services_own_answer(browser: Browser, tmp_path: Path) -> None:
    noted.keep_in(tmp_path)
    with services() as web, services() as origin, browser.new_context() as context:
        pinning.pin(context, PINNED)
        page = context.new_page()
        page.goto(web)
        for path in ("/api/frontend?appName=web", "/api/frontend?post"):
            status, told = page.evaluate(ASK, f"{origin}{path}")
            assert status == 200
            assert [each["name"] for each in json.loads(told)["toggles"]] == ["split-bills", "theme"]
        assert json.loads(page.evaluate(ASK, f"{origin}/sdk/evalx/1/contexts/e30")[1]) == {
            "split-bills": {"value": True, "variation": 1, "version": 7},
            "theme": LAUNCHDARKLY["theme"],
        }
        put, *patches = page.evaluate(LISTEN, f"{origin}/eval/1/e30")
        assert [put["split-bills"]["value"], put["theme"]["value"]] == [True, "dark"]
        assert [each["value"] for each in patches] == [True, "light"]
        for path in ("/proxy", "/api/proxy", "/api/frontend/client/metrics"):
            assert page.evaluate(ASK, f"{origin}{path}") == list(ANSWERS[path][::2])
    assert noted.noted(tmp_path) == set(PINNED)


def test_nothing_is_held_where_nothing_is_pinned(browser: Browser) -> None:
    with services() as origin, browser.new_context() as context:
        opening = context.new_page
        pinning.pin(context, {})
        assert context.new_page == opening
        page = context.new_page()
        page.goto(origin)
        assert json.loads(page.evaluate(ASK, "/api/frontend")[1]) == UNLEASH


@pytest.mark.parametrize("body", ["", "[]", "{}", "<html>", '{"toggles": 1}', '{"split-bills": 1}', "[" * 9000])
def test_what_is_no_answer_of_a_flag_service_stays_as_it_is(body: str) -> None:
    assert with_pins(body, PINNED) == (body, frozenset())


def test_a_pinned_flag_that_is_on_keeps_its_variant() -> None:
    told: Any = json.loads(with_pins(json.dumps(UNLEASH), {"old-menu": True})[0])
    assert told == UNLEASH


def test_another_browser_refuses_pins() -> None:
    pinning.refuse("firefox", {})
    with pytest.raises(OtherBrowserError, match="firefox cannot be told pinned flags"):
        pinning.refuse("firefox", PINNED)
