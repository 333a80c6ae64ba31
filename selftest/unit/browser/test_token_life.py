"""The life of an access token is read from whatever a target tells: no name or place is promised."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from selftest.support.background import in_thread
from selftest.support.browsers import chromium
from servio_verify.browser.token_life import TokenLife, holds_refresh_token, token_life

PAGE = b"""<form><input name=password></form><script>
  fetch(location.pathname, {method: 'POST', body: JSON.stringify({password: 'x'})})
    .then(answer => answer.text()).then(() => { document.title = 'signed in'; });
</script>"""


def encoded(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def jwt(**claims: object) -> str:
    return f"{encoded({'alg': 'HS256'})}.{encoded(claims)}.c2lnbmVk"


def as_told() -> dict[str, tuple[list[str], dict[str, Any]]]:
    """The cookies and the body of each sign-in: a session that lives for 600 s from now."""
    now = datetime.now(UTC)
    ends = now + timedelta(seconds=600)
    token = jwt(iat=int(now.timestamp()), exp=int(ends.timestamp()))
    split = "base64-" + encoded({"access_token": token, "refresh_token": "r"})
    return {
        "/expires-in": ([], {"access_token": "opaque", "expires_in": 600, "refresh_token": "r"}),
        "/expires-at": ([], {"data": {"expiresAt": ends.isoformat()}}),
        "/jwt": ([f"at={token}; HttpOnly", "refreshToken=r; HttpOnly"], {}),
        "/split": ([f"sb-auth.0={split[:40]}", f"sb-auth.1={split[40:]}"], {}),
        "/cookie-age": (["session=opaque; Max-Age=600; HttpOnly"], {}),
        "/nothing": (["session=opaque; HttpOnly", "consent=1; Max-Age=60"], {"data": {"token": "opaque"}}),
    }


class Target(BaseHTTPRequestHandler):
    """A sign-in that tells of its session as the address says."""

    def do_GET(self) -> None:
        self._answer(PAGE, [])

    def do_POST(self) -> None:
        cookies, body = as_told()[self.path]
        self._answer(json.dumps(body).encode(), cookies)

    def _answer(self, body: bytes, cookies: list[str]) -> None:
        self.send_response(200)
        for cookie in cookies:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Type", "application/json" if self.command == "POST" else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Target)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def told(origin: str) -> Iterator[dict[str, tuple[TokenLife | None, bool]]]:
    """What each sign-in tells, and whether what its browser holds may be renewed."""
    with chromium() as browser:
        yield {path: read(browser.new_context(), f"{origin}{path}") for path in as_told()}


def read(context: BrowserContext, url: str) -> tuple[TokenLife | None, bool]:
    page = context.new_page()
    page.goto(url)
    page.wait_for_function("document.title === 'signed in'")
    return token_life(page), holds_refresh_token(context.storage_state())


@pytest.mark.parametrize(
    ("path", "told_by", "is_renewed"),
    [
        ("/expires-in", "expires_in in the answer to the sign-in", True),
        ("/expires-at", "expiresAt in the answer to the sign-in", False),
        ("/jwt", "exp of the token in at", True),
        ("/split", "exp of the token in sb-auth", True),
        ("/cookie-age", "the age of the cookie session", False),
    ],
)
def test_a_life_is_read_where_it_is_told(
    told: dict[str, tuple[TokenLife | None, bool]], path: str, told_by: str, *, is_renewed: bool
) -> None:
    life, _ = told[path]
    assert life
    assert life.seconds == pytest.approx(600, abs=300)
    assert (life.told_by, life.is_renewed) == (told_by, is_renewed)


def test_no_life_is_made_up(told: dict[str, tuple[TokenLife | None, bool]]) -> None:
    assert told["/nothing"] == (None, False)


def test_a_browser_that_holds_a_refresh_token_is_told(told: dict[str, tuple[TokenLife | None, bool]]) -> None:
    assert {path for path, (_, holds) in told.items() if holds} == {"/jwt", "/split"}
