"""A session that is kept outside of cookies, in a real browser on a small site."""

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, StorageState, StorageStateCookie

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, only, serving
from servio_verify.browser.recording.recorder import Recorder
from servio_verify.browser.session_cookie import is_kept_elsewhere, session_cookie_lacking
from servio_verify.environments.model import Environment

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


SLOW = "<title>Dashboard</title><script>setTimeout(() => location.replace('/login'), 3600)</script>"


def test_whoever_has_no_session_may_be_led_away_late(browser: Browser) -> None:
    site = only({"/dashboard": (200, HTML, SLOW), "/login": (200, HTML, "<title>Sign in</title>")})
    with serving(site) as origin:
        assert not is_kept_elsewhere(held(origin, theme="dark"), partial(browser.new_context, base_url=origin))


EITHER = "<title>Dashboard</title><script>/(one|two)=x/.test(document.cookie) || location.replace('/login')</script>"
LOGIN = "<title>Sign in</title><input name=email><input name=password>"


def cookie(origin: str, name: str, *, closed: bool = False) -> StorageStateCookie:
    host = origin.partition("//")[2].partition(":")[0]
    return {
        "name": name, "value": "x", "domain": host, "path": "/", "expires": -1,
        "httpOnly": closed, "secure": False, "sameSite": "Lax",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "lacking"),
    [
        (("one",), "'one' lacks HttpOnly"),
        (("theme", "one"), "'one' lacks HttpOnly"),
        (("theme", "one", "two"), "'one' lacks HttpOnly"),
        (("theme",), ""),
    ],
)
def test_a_session_in_two_cookies_each_of_which_opens_the_dashboard_is_seen(
    browser: Browser, names: tuple[str, ...], lacking: str
) -> None:
    with serving(only({"/dashboard": (200, HTML, EITHER), "/login": (200, HTML, LOGIN)})) as origin:
        state: StorageState = {"cookies": [cookie(origin, name) for name in names], "origins": []}
        here = Environment(name="local", web_url=origin, api_url=origin)
        recorder = Recorder(browser.new_context())
        found = session_cookie_lacking(state, recorder, partial(browser.new_context, base_url=origin), here)
    assert found == lacking


def test_the_line_that_set_a_cookie_is_not_one_that_took_another_back(browser: Browser) -> None:
    sets = "session=abc; Path=/; HttpOnly; SameSite=Lax"
    lines = {"/": sets, "/old": "session=; Path=/old; Max-Age=0", "/other": "session=abc; Path=/other"}
    with serving(lambda path: (200, HTML | ({"Set-Cookie": lines[path]} if path in lines else {}), "<p>")) as origin:
        context = browser.new_context(base_url=origin)
        recorder = Recorder(context, origin)
        page = context.new_page()
        for path in lines:
            page.goto(path)
        kept = [recorder.set_cookie(each) for each in context.storage_state()["cookies"]]
    assert sorted(map(str, kept)) == sorted([sets, lines["/other"]])
