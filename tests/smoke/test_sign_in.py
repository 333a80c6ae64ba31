from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import BrowserContext, Page, StorageState, expect

from servio_verify.browser.session_cookie import (
    given_to_strangers,
    is_kept_elsewhere,
    redirects_to_login,
    session_cookie_lacking,
)
from servio_verify.testing import (
    BLOCKER,
    Ahead,
    Api,
    Environment,
    LoginPage,
    Navigation,
    OpenContext,
    Visit,
    area,
    at_dashboard,
    dashboard_of,
    ensure,
    expect_arrival,
    load_page,
    reload_page,
    wait_until,
)

pytestmark = area("Web app", "Signing in", BLOCKER)

ClosingOrders = Callable[[BrowserContext], AbstractContextManager[None]]


@pytest.fixture
def held(
    dashboard: Visit, dashboard_loaded_directly: Visit, signed_in_state: StorageState
) -> dict[str, tuple[StorageState, Visit]]:
    """What a browser holds after signing in, and where a page was loaded: middleware may renew the cookie with each."""
    loaded = dashboard_loaded_directly.page.context.storage_state()
    return {
        "the": (signed_in_state, dashboard),
        "renewed by a page that is loaded, the": (loaded, dashboard_loaded_directly),
    }


@pytest.mark.ahead("sign_in_ahead")
def test_the_right_password_leads_to_the_dashboard(sign_in_by_hand: Visit) -> None:
    page = sign_in_by_hand.page
    expect_arrival(page, at_dashboard(), "the right password does not lead to the dashboard")
    Navigation(page).shows("the dashboard does not show")


@pytest.mark.ahead("wrong_password")
def test_a_wrong_password_opens_no_session(wrong_password: Ahead[None], outcome: Callable[[Ahead[None]], None]) -> None:
    outcome(wrong_password)


@pytest.mark.ahead("stranger_at_the_dashboard")
def test_the_dashboard_without_a_session_leads_to_login(
    stranger_at_the_dashboard: Ahead[Page], outcome: Callable[[Ahead[Page]], Page]
) -> None:
    outcome(stranger_at_the_dashboard)


@pytest.mark.ahead("load_ahead")
def test_the_session_cookie_is_kept_from_scripts_and_strangers(
    held: dict[str, tuple[StorageState, Visit]], open_context: OpenContext, environment: Environment
) -> None:
    state, _ = held["the"]
    assert state["cookies"], "signing in set no cookie"
    assert not is_kept_elsewhere(state, open_context), "without any cookie, the dashboard does not lead to login"
    for which, (kept, visit) in held.items():
        lacking = session_cookie_lacking(kept, visit.recorder, open_context, environment)
        assert not lacking, f"{which} session cookie {lacking}"


@pytest.mark.ahead("load_ahead")
def test_a_stranger_is_given_nobody_s_session(
    held: dict[str, tuple[StorageState, Visit]], anonymous_api: Api, open_context: OpenContext
) -> None:
    answer = anonymous_api.get("/venues")  # signed-in pages have asked for it: a cache may hold what they got
    ensure(answer.is_success, "the list of venues does not come without a session", answer)
    given = given_to_strangers(answer.headers.get_list("set-cookie"), [kept for kept, _ in held.values()], open_context)
    ensure(not given, f"whoever has no session is given the session of somebody else, in the cookie {given}", answer)


@pytest.mark.ahead("two_windows")
@pytest.mark.ends_sessions
@pytest.mark.usefixtures("_session_turn")
def test_signing_out_ends_the_session_on_the_server_too(
    windows_to_leave: Ahead[tuple[Page, Page]], closing_orders: ClosingOrders
) -> None:
    page, copy = windows_to_leave.result()
    reload_page(copy)
    expect(Navigation(copy).sign, "a second window of one session is not signed in").to_be_visible()
    with closing_orders(page.context):
        Navigation(page).leave()
        wait_until(lambda: redirects_to_login(copy), timeout=10)
        LoginPage(copy).took_over("after Sign out, with the same session")
    if page.context.cookies():  # the answer to a sign-out may set a new session
        load_page(page, dashboard_of(page))
        LoginPage(page).took_over("after Sign out, in the browser that signed out")
