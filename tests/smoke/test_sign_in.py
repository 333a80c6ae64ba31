import pytest
from playwright.sync_api import Page, StorageState, expect

from servio_verify.browser.session_cookie import missing_flags, redirects_to_login, state_without_cookie
from servio_verify.testing import (
    BLOCKER,
    BrowserSignIn,
    Environment,
    LoginPage,
    Navigation,
    OpenContext,
    Run,
    Visit,
    area,
    at_dashboard,
    at_login,
    dashboard_of,
    expect_arrival,
    load_page,
    wait_until,
)

pytestmark = area("Web app", "Signing in", BLOCKER)


def test_the_right_password_leads_to_the_dashboard(sign_in_by_hand: Visit) -> None:
    page = sign_in_by_hand.page
    expect_arrival(page, at_dashboard(), "the right password does not lead to the dashboard")
    Navigation(page).shows("the dashboard does not show")


@pytest.mark.usefixtures("_dashboard_is_known")
def test_a_wrong_password_opens_no_session(account: tuple[str, str], page: Page, run: Run) -> None:
    login = LoginPage(page).open()
    login.sign_in(account[0], f"wrong-{run.id}")
    login.tells_refusal("a wrong password shows no alert")
    expect(page, "a wrong password leads away from the login page").to_have_url(at_login())
    load_page(page, dashboard_of(page))
    login.took_over("after a wrong password")


@pytest.mark.usefixtures("_dashboard_is_known")
def test_the_dashboard_without_a_session_leads_to_login(page: Page, environment: Environment) -> None:
    load_page(page, dashboard_of(page))
    LoginPage(page).took_over("without a session")
    inside = page.url.startswith(f"{environment.web_url}/")
    assert inside, f"without a session, the dashboard leads out of the web app, to {page.url}"


def test_the_session_cookie_is_kept_from_scripts_and_strangers(
    dashboard: Visit, signed_in_state: StorageState, open_context: OpenContext, environment: Environment
) -> None:
    state = signed_in_state
    assert state["cookies"], "signing in set no cookie"
    kept_elsewhere = not redirects_to_login(open_context(storage_state={**state, "cookies": []}).new_page())
    assert not kept_elsewhere, "without any cookie, the dashboard does not lead to login"
    for cookie in state["cookies"]:
        sent = dashboard.recorder.set_cookie(cookie["name"])
        lacking = missing_flags(cookie, sent, https=environment.over_https, promised=environment.session)
        # Other cookies may be open to scripts; the session's is the one without which nobody is signed in.
        rest = state_without_cookie(state, cookie)
        is_session = lacking and redirects_to_login(open_context(storage_state=rest).new_page())
        assert not is_session, f"the session cookie {cookie['name']!r} lacks {', '.join(lacking)}"


@pytest.mark.ends_sessions
@pytest.mark.usefixtures("_sessions_end_on_the_server", "_session_turn")
def test_signing_out_ends_the_session_on_the_server_too(
    browser_sign_in: BrowserSignIn, open_context: OpenContext
) -> None:
    page = browser_sign_in.open()
    copy = open_context(storage_state=page.context.storage_state()).new_page()
    load_page(copy, dashboard_of(page))
    expect(copy, "a second window does not share the session").to_have_url(at_dashboard())
    Navigation(page).leave()
    wait_until(lambda: redirects_to_login(copy), timeout=10)
    LoginPage(copy).took_over("after Sign out, with the same session")
