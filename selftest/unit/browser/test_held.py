"""What a browser holds is read in time, also where a page's script never ends."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, serving
from servio_verify.browser.recording import held
from servio_verify.secrets import obtained

SESSION = "a-session-of-this-test"
STORE = f"localStorage.setItem('token', 'stored-{SESSION}')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def context(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    monkeypatch.setattr(obtained, "_here", {})
    monkeypatch.setattr(obtained, "_file", None)
    monkeypatch.setattr(held, "STATE_SECONDS", 1.0)
    with serving(lambda _path: (200, HTML, f"<script>{STORE}</script>")) as origin:
        context = browser.new_context()
        context.new_page().goto(origin)
        context.add_cookies([{"name": "sid", "value": SESSION, "url": origin}])
        yield context
        context.close()


def test_of_a_browser_cookies_and_storage_are_kept(context: BrowserContext) -> None:
    held.remember(context)
    assert list(obtained._here) == [SESSION, f"stored-{SESSION}"]


def test_of_a_page_whose_script_never_ends_the_cookies_are_kept(context: BrowserContext) -> None:
    context.pages[0].evaluate("() => { setTimeout(() => { for (;;); }); }")
    held.remember(context)
    assert list(obtained._here) == [SESSION]


def test_of_a_browser_that_is_gone_nothing_is_kept(context: BrowserContext) -> None:
    context.close()
    held.remember(context)
    assert not obtained._here


def test_of_several_browsers_the_same_is_kept_also_where_one_is_gone(browser: Browser, context: BrowserContext) -> None:
    (gone := browser.new_context()).close()
    held.remember_all(browser, [gone, context])
    assert list(obtained._here) == [SESSION, f"stored-{SESSION}"]
