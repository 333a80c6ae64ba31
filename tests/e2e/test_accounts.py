"""What one account sees in the browser is its own; a page that is kept for one is not shown to another."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from servio_verify.environments.gate.current import admission
from servio_verify.testing import (
    CRITICAL,
    Api,
    BrowserUser,
    DashboardPage,
    Environment,
    LoginPage,
    Menu,
    MenusPage,
    OrdersPage,
    Venue,
    VenuesPage,
    Visit,
    area,
    content_of,
    dashboard_of,
    holds_word,
)

pytestmark = area("Security", "Accounts", CRITICAL)

PAGES = (VenuesPage, MenusPage, OrdersPage)
LISTS = pytest.mark.parametrize("listed", PAGES, ids=["venues", "menus", "orders"])


@pytest.fixture
def mine(api: Api) -> tuple[Venue, Menu]:
    """A venue of the first account's, with a menu and an order."""
    return stocked(api)


@pytest.fixture
def another_s(second_api: Api) -> tuple[Venue, Menu]:
    """The same of the second account's."""
    return stocked(second_api)


@pytest.fixture
def dashboards(signed_in_page: Page, second_signed_in_page: Page, environment: Environment) -> tuple[Visit, Visit]:
    """A page of each account's, in a browser of its own."""
    pages = signed_in_page, second_signed_in_page
    first, second = (Visit(page.context, environment.web_url, environment.api_url) for page in pages)
    return first, second


@LISTS
def test_a_list_shows_nothing_of_another_account(
    signed_in_page: Page,
    second_signed_in_page: Page,
    mine: tuple[Venue, Menu],
    another_s: tuple[Venue, Menu],
    web: httpx.Client,
    listed: type[VenuesPage | MenusPage | OrdersPage],
) -> None:
    """Nor does the document at its address, which no click need load: it may be kept for everybody."""
    shown = {"first": (signed_in_page, mine, another_s), "second": (second_signed_in_page, another_s, mine)}
    for name, (page, own, foreign) in shown.items():
        section = listed(page).section.open()
        expect(section.entry(own[listed is MenusPage].name), f"the {name} account's own is not listed").to_be_visible()
        wrong = f"the {name} account is shown what is another's"
        shows_nothing_of(content_of(page), foreign, wrong)
        shows_nothing_of(document_at(signed_in_page.url, page), foreign, f"{wrong}, in the document of the list")
    if listed is OrdersPage:  # lists of venues and their menus may be public
        shown_to_all = web.get(signed_in_page.url).text
        shows_nothing_of(shown_to_all, mine, "without a session, the document of the list of orders shows an account's")


def test_the_dashboard_of_one_account_is_not_shown_to_another(
    dashboards: tuple[Visit, Visit], account: tuple[str, str], second_account: tuple[str, str], page: Page
) -> None:
    first, second = (settled(each) for each in dashboards)
    assert not holds_word(second, account[0]), "the second account's dashboard shows the first one's e-mail"
    assert not holds_word(first, second_account[0]), "the first account's dashboard shows the second's e-mail"
    again = settled(dashboards[0])
    assert not holds_word(again, second_account[0]), (
        "opened again, the first account's dashboard shows the second's e-mail"
    )
    page.goto(dashboard_of(page))
    LoginPage(page).took_over("without a session, after an account was shown it")
    assert not holds_word(content_of(page), account[0]), "without a session, the first account's e-mail is shown"


@pytest.mark.ends_sessions
def test_who_signs_in_next_in_the_same_browser_sees_nothing_of_the_one_before(
    user: BrowserUser,
    second_account: tuple[str, str],
    mine: tuple[Venue, Menu],
    another_s: tuple[Venue, Menu],
) -> None:
    navigation = user.sign_in().navigation
    for listed in PAGES:
        own = listed(user.page).section.enter().entry(mine[listed is MenusPage].name)
        expect(own, "the first account's own is not listed").to_be_visible()
    navigation.leave()
    expect(navigation.sign_out, "Sign out is pressed, and the page still offers it").to_be_hidden()
    LoginPage(user.page).shown_or_open().sign_in(*second_account)
    DashboardPage(user.page).arrived("signing in just after Sign out")
    after = "after signing in as another"
    assert not holds_word(content_of(user.page), user.account[0]), f"{after}, the first e-mail is still shown"
    for listed in PAGES:
        section, its = listed(user.page).section.enter(), listed is MenusPage
        own, foreign = section.entry(another_s[its].name), section.entry(mine[its].name)
        expect(own.or_(foreign).first, f"{after}, their own is not listed").to_be_visible()
        shows_nothing_of(content_of(user.page), mine, f"{after}, a list shows what is the first one's")
        expect(own, f"{after}, their own is not listed").to_be_visible()


def settled(visit: Visit) -> str:
    """Open the dashboard, and return what it holds when nothing is left to load."""
    DashboardPage(visit.page).open()
    visit.settle()
    return content_of(visit.page)


def stocked(api: Api) -> tuple[Venue, Menu]:
    """Return a new venue and its menu, of which there is an order."""
    venue = api.make_venue()
    menu = api.make_menu(venue, "2.00")
    api.make_order(menu, 1)
    return venue, menu


def document_at(url: str, page: Page) -> str:
    """Return the text that the page's browser would be sent there."""
    wanted = {"Accept": "text/html", **admission().headers_for(url)}
    return page.context.request.get(url, headers=wanted, max_redirects=0).text()


def shows_nothing_of(seen: str, foreign: tuple[Venue, Menu], complaint: str) -> None:
    found = [each.name for each in foreign if each.name in seen]
    assert not found, f"{complaint}: {', '.join(found)}"
