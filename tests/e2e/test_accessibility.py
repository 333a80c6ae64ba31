"""Serious and critical findings of axe decide, unless the environment file accepts the rule and says why."""

import pytest
from playwright.sync_api import Page, expect

from servio_verify.testing import (
    DashboardPage,
    Environment,
    LoginPage,
    Menu,
    MenusPage,
    OrdersPage,
    Run,
    Venue,
    VenuesPage,
    Visit,
    area,
    findings,
    wait_in,
)

pytestmark = area("Web app", "Accessibility")

ANSWER_SECONDS = 10.0


def test_nothing_keeps_people_out_of_the_home_page(page: Page, environment: Environment) -> None:
    visit = Visit(page.context, environment.web_url, environment.api_url).open(environment.paths.at("/"))
    found = findings(visit.page, environment.accepted_accessibility)
    assert not found, says("home page", found)


@pytest.mark.expects_browser_errors(r"answered 4\d\d$")
def test_nothing_keeps_people_out_of_sign_in(
    page: Page,
    environment: Environment,
    account: tuple[str, str],  # noqa: ARG001 - that one may sign in here
    run: Run,
) -> None:
    login = LoginPage(page).open()
    found = findings(page, environment.accepted_accessibility)
    assert not found, says("sign-in page", found)
    login.sign_in(f"nobody-{run.id}@example.com", "wrong")  # of the account's own, too many lock it
    wait_in(page, login.alert.is_visible, ANSWER_SECONDS)  # that it comes is for smoke to see
    found = findings(page, environment.accepted_accessibility)
    assert not found, says("refused sign-in form", found)
    if login.alert.is_visible() and login.password.is_visible():
        login.email.fill(f"nobody-{run.id}@example.com")
        login.password.fill("corrected")
        expect(login.submit, "a sign-in form that was refused, and corrected, cannot be sent").to_be_enabled()


def test_nothing_keeps_people_out_of_the_dashboard(signed_in_page: Page, environment: Environment) -> None:
    DashboardPage(signed_in_page).open()
    found = findings(signed_in_page, environment.accepted_accessibility)
    assert not found, says("dashboard", found)


@pytest.mark.expects_browser_errors(r"answered 4\d\d$")
def test_nothing_keeps_people_out_of_the_venue_form(
    signed_in_page: Page, environment: Environment, new_address: str
) -> None:
    venues = VenuesPage(signed_in_page)
    venues.section.open().open_form()
    found = findings(signed_in_page, environment.accepted_accessibility)
    assert not found, says("venue form", found)
    venues.fill("", new_address).form.send()
    expect(venues.form.refusal, "a form without a name is not refused").to_be_visible()
    found = findings(signed_in_page, environment.accepted_accessibility)
    assert not found, says("refused venue form", found)


@pytest.mark.expects_browser_errors(r"answered 4\d\d$")
def test_nothing_keeps_people_out_of_the_menu_form(
    signed_in_page: Page, environment: Environment, venue: Venue
) -> None:
    menus = MenusPage(signed_in_page)
    menus.section.open().open_form()
    found = findings(signed_in_page, environment.accepted_accessibility)
    assert not found, says("menu form", found)
    if not menus.asks_for_venue:
        pytest.skip("whether a refused menu form keeps people out: which venue gets the menu cannot be chosen")
    menus.fill("", venue.name).form.send()
    created = menus.toast.text("Menu created")  # whether a menu needs a name is not promised
    expect(menus.form.refusal.or_(created).first, "a menu form without a name tells nothing").to_be_visible()
    found = findings(signed_in_page, environment.accepted_accessibility)
    assert not found, says("refused menu form", found)


@pytest.mark.expects_browser_errors(r"answered 4\d\d$")
def test_nothing_keeps_people_out_of_the_order_form(
    signed_in_page: Page, environment: Environment, bare: Venue, venue_with_two_menus: tuple[Venue, Menu]
) -> None:
    venue, menu = venue_with_two_menus
    orders = OrdersPage(signed_in_page)
    orders.section.open().open_form()
    orders.fill(venue.name, menu.name)
    found = findings(signed_in_page, environment.accepted_accessibility)
    assert not found, says("order form", found)
    if orders.is_refused_without_menu(bare.name):
        found = findings(signed_in_page, environment.accepted_accessibility)
        assert not found, says("refused order form", found)


def says(where: str, found: list[str]) -> str:
    return "\n".join([f"the {where} keeps people out: {next(iter(found), '')}", *found[1:]])
