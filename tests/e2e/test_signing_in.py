import re

import pytest
from playwright.sync_api import expect

from servio_verify.testing import (
    BLOCKER,
    Api,
    BrowserUser,
    LoginPage,
    VenuesPage,
    area,
    at_dashboard,
    dashboard_of,
    expect_arrival,
    load_page,
)

pytestmark = area("Web app", "Signing in", BLOCKER)

NO_SESSION = r"answered 4\d\d$|(?i:unauthori[sz]ed|session)"


@pytest.mark.ends_sessions
@pytest.mark.expects_browser_errors(NO_SESSION)
def test_a_person_signs_in_and_out(user: BrowserUser) -> None:
    navigation = user.sign_in().navigation
    navigation.shows("the dashboard's navigation shows no")
    navigation.leave()
    expect(navigation.sign_out, "Sign out is pressed, and the page still offers it").to_be_hidden()
    load_page(user.page, dashboard_of(user.page))
    LoginPage(user.page).took_over("after Sign out")


@pytest.mark.usefixtures("_sessions_end_on_the_server")
@pytest.mark.ends_sessions
@pytest.mark.expects_browser_errors(NO_SESSION)
def test_a_session_revoked_under_way_leads_to_login_and_back(user: BrowserUser, api: Api, new_name: str) -> None:
    user.sign_in()
    venues, login = VenuesPage(user.page), LoginPage(user.page)
    venues.section.enter().open_form()
    where = re.compile(rf"{at_dashboard().pattern}|^{re.escape(user.page.url)}")
    user.sign_out_elsewhere()
    venues.fill(new_name, "3 Closed Door").form.submit.click()
    turned_away = login.email.or_(venues.form.alert).first
    expect(turned_away, "after its session ended, a form leads neither to login nor to an alert").to_be_visible()
    load_page(user.page, dashboard_of(user.page))
    expect(login.email, "after its session ended, the dashboard does not lead to login").to_be_visible()
    login.sign_in(*user.account)
    expect_arrival(user.page, where, "signing in again leads neither back nor to the dashboard")
    stored = api.venues_named(new_name)
    assert not stored, f"after its session ended, a form stored {len(stored)} venues\n{new_name!r}"
