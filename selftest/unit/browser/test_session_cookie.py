"""A session that is kept outside of cookies, in a real browser on a small site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, StorageState

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, only, serving
from servio_verify.browser.session_cookie import is_kept_elsewhere

DASHBOARD = "<title>Dashboard</title><script>localStorage.token || location.replace('/login')</script>"
SITE = only({"/dashboard": (200, HTML, DASHBOARD), "/login": (200, HTML, "<title>Sign in</title>")})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def held(origin: str, **kept: str) -> StorageState:
    storage = [{"name": name, "value": value} for name, value in kept.items()]
    return {"cookies": [], "origins": [{"origin": origin, "localStorage": storage}] if kept else []}  # type: ignore[typeddict-item]


def test_a_session_in_local_storage_is_seen_and_anything_else_there_is_none(browser: Browser) -> None:
    with serving(SITE) as origin:
        opened = [
            is_kept_elsewhere(held(origin, **kept), lambda **state: browser.new_context(base_url=origin, **state))
            for kept in ({"token": "x"}, {"theme": "dark"}, {})
        ]
    assert opened == [True, False, False]


def test_a_browser_that_holds_only_cookies_is_not_opened(browser: Browser) -> None:
    before = len(browser.contexts)
    assert not is_kept_elsewhere(held(""), browser.new_context)
    assert len(browser.contexts) == before
