"""A session outlives its access token, and is one in all tabs of a browser."""

import pytest
from playwright.sync_api import Page, expect

from servio_verify.testing import (
    CRITICAL,
    Api,
    BrowserUser,
    Environment,
    LoginPage,
    MenusPage,
    OpenContext,
    TokenLife,
    VenuesPage,
    area,
    dashboard_of,
    hydrated,
    load_page,
    reload_at_once,
    token_life,
    wait_past,
)

pytestmark = area("Web app", "Sessions", CRITICAL)

RENEWED = r"answered 401$|(?i:unauthori[sz]ed|expired|refresh|session)"
"""How a page learns that its token has ended."""


@pytest.fixture
def lone_tab(user: BrowserUser) -> Page:
    """A tab that has just signed in, the only one of its session."""
    return user.sign_in().page


@pytest.fixture
def two_tabs(user: BrowserUser, new_context: OpenContext) -> tuple[Page, Page]:
    """Two tabs of another session."""
    other = BrowserUser(new_context().new_page(), user.account, user.open_context)
    first = other.sign_in().page
    second = first.context.new_page()
    VenuesPage(second).section.open()
    return first, second


@pytest.fixture
def life(lone_tab: Page, environment: Environment) -> TokenLife:
    """How long an access token lives here; skips, with the reason, where that cannot be waited for."""
    told, longest = token_life(lone_tab), environment.session.longest_wait
    wanted = "that a session outlives its access token"
    if told is None:
        pytest.skip(f"{wanted}: nothing tells when one ends")
    where = f"one lives {told.seconds:.0f} s ({told.told_by})"
    if not told.is_renewed:
        pytest.skip(f"{wanted}: {where}, and nothing tells that it is renewed")
    if told.seconds > longest:
        pytest.skip(f"{wanted}: {where}, and [session] longest_wait is {longest:.0f} s")
    return told


@pytest.mark.outlives_a_token
@pytest.mark.expects_browser_errors(RENEWED)
def test_a_session_outlives_its_access_token_in_one_tab_and_in_two(
    lone_tab: Page, life: TokenLife, two_tabs: tuple[Page, Page], api: Api, new_name: str
) -> None:
    wait_past(two_tabs[1], life)
    after = f"when its access token expires, after {life.seconds:.0f} s"
    venues = VenuesPage(lone_tab)
    still_signed_in(venues, f"a session ends {after}")
    venues.create(new_name, "4 Night Walk")
    listed = venues.section.reload().entry(new_name)
    expect(listed, f"a session does not list what was made {after}\n{new_name!r}").to_be_visible()
    assert len(api.venues_named(new_name)) == 1, f"a venue is not stored that was made {after}\n{new_name!r}"
    reload_at_once(*two_tabs)
    for tab in two_tabs:
        still_signed_in(VenuesPage(tab), f"two tabs end their session {after}")


def still_signed_in(venues: VenuesPage, otherwise: str) -> None:
    """Go to the venues, unless the page has been led to the sign-in form."""
    out = LoginPage(venues.page).email
    expect(venues.section.link.or_(out).first, f"{otherwise}: the page is blank").to_be_visible()
    expect(out, otherwise).to_be_hidden()
    hydrated(venues.section.link).click()
    expect(venues.section.create.or_(out).first, f"{otherwise}: the venues do not come").to_be_visible()
    expect(out, otherwise).to_be_hidden()


def test_what_one_tab_makes_is_in_the_other_after_a_reload(signed_in_page: Page, api: Api, new_name: str) -> None:
    one, other = VenuesPage(signed_in_page), VenuesPage(signed_in_page.context.new_page())
    other.section.open()
    one.section.open()
    one.create(new_name, "7 Twin Street")
    listed = other.section.reload().entry(new_name)
    expect(listed, f"after a reload, a tab does not list what another tab has made\n{new_name!r}").to_be_visible()
    assert len(api.venues_named(new_name)) == 1, f"a venue that a tab made is not stored once\n{new_name!r}"


@pytest.mark.ends_sessions
@pytest.mark.expects_browser_errors(r"answered 4\d\d$|(?i:unauthori[sz]ed|session)")
def test_signing_out_in_one_tab_ends_the_other(user: BrowserUser) -> None:
    navigation = user.sign_in().navigation
    other = VenuesPage(user.page.context.new_page())
    other.section.open()
    MenusPage(user.page).section.enter()
    navigation.leave(by_keyboard=True)
    still = "Enter is pressed on Sign out, which the keyboard reaches, and the page still offers it"
    expect(navigation.sign_out, still).to_be_hidden()
    load_page(other.page, dashboard_of(other.page))
    LoginPage(other.page).took_over("after Sign out in another tab")
