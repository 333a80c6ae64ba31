"""The shared sign-in: by the API where it leaves what the form leaves, and kept as new as a browser holds it."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, JSON, only, serving
from servio_verify.browser import sign_in
from servio_verify.browser.sign_in import BrowserSignIn, shared

ACCOUNT = ("someone@example.com", "secret")
DASHBOARD = "<title>Servio</title><nav><a href=#>Venues</a><a href=#>Menus</a><a href=#>Orders</a></nav>"
FORM = """<title>Sign in</title><form><input name=email><input name=password><button type=submit>Sign in</button></form>
<script>document.querySelector('form').addEventListener('submit', event => {{
    event.preventDefault();
    {stores}
    location.assign('/dashboard');
}});</script>"""
BY_API = {"/api/v1/auth/login": (200, JSON, "{}"), "/dashboard": (200, HTML, DASHBOARD)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize(
    ("stores", "way", "held"), [("localStorage.csrf = 'x';", "form", ["csrf"]), ("", "API", [])], ids=["more", "alike"]
)
def test_a_sign_in_by_the_api_stands_for_the_form_s_where_it_leaves_the_same(
    browser: Browser, tmp_path: Path, stores: str, way: str, held: list[str]
) -> None:
    with serving(only(BY_API | {"/login": (200, HTML, FORM.format(stores=stores))})) as url:
        signing = BrowserSignIn(url, ACCOUNT, partial(browser.new_context, base_url=url), tmp_path)
        states = [signing.sign_in(), signing.sign_in()]
    assert shared(tmp_path, "way", lambda: "nothing yet", str) == way
    for state in states:
        assert [item["name"] for origin in state["origins"] for item in origin["localStorage"]] == held


def state_of(**cookies: str) -> StorageState:
    return {"cookies": [{"name": name, "value": value} for name, value in cookies.items()], "origins": []}


@pytest.mark.parametrize(
    ("newer", "kept"),
    [
        ({"session": "new", "theme": "dark"}, "new"),
        ({"session": "old", "theme": "dark"}, "old"),
        ({"theme": "light"}, "old"),
        ({"refresh_token": "new"}, "new"),
    ],
    ids=["renewed", "the same", "signed out", "with a refresh token"],
)
def test_a_session_that_was_renewed_is_kept_for_whoever_is_next(
    tmp_path: Path, newer: dict[str, str], kept: str
) -> None:
    old = state_of(**{next(iter({*newer} - {"theme"}), "session"): "old", "theme": "dark"})
    shared(tmp_path, "browser", lambda: old, lambda state: state)
    sign_in._keep(tmp_path, "browser", state_of(**newer))
    found = shared(tmp_path, "browser", lambda: old, lambda state: state)
    assert kept in json.dumps(found)
