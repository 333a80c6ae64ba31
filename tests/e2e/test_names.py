"""A name is text, whatever is in it. What is counted as a character differs: 120 of these are 120 in every count."""

import re

import pytest
from playwright.sync_api import Page, expect

from servio_verify.testing import (
    Api,
    DashboardPage,
    MenusPage,
    OrdersPage,
    Run,
    Venue,
    VenuesPage,
    area,
    expect_success,
    literal,
    menus_made,
    named,
    wait_in,
)

pytestmark = area("Web app", "Names")

LONGEST = 120
ACTIVE = {"name": '[onerror*="(1)"], [onload*="(1)"]', "address": '[onerror*="(2)"], [onload*="(2)"]'}
SCRIPTS = {1: "name", 2: "address"}

ENDINGS = {
    "markup": " <img src=x onerror=reportScript(1)> <svg onload=reportScript(1)>",
    "quotes": """'">\\ & &amp; `${reportScript(1)}` {{reportScript(1)}} %s -- ;""",
    "emoji-and-right-to-left": " 🍝👩‍🍳 مطعم البحر ☕ Ünïçødé 寿司",
    "120-characters": "é" * LONGEST,
}
ADDRESSES = {kind: text.replace("(1)", "(2)") for kind, text in ENDINGS.items() if kind != "120-characters"}
"""How long an address may be is not promised."""

MIXED = " <img src=x onerror=reportScript(1)> '&amp; 🍝 مطعم Ünïçødé 寿司"


@pytest.mark.parametrize("kind", ENDINGS)
def test_a_name_is_shown_as_text_and_runs_nothing(signed_in_page: Page, api: Api, run: Run, kind: str) -> None:
    page, plain = signed_in_page, run.name()
    name = f"{plain}{ENDINGS[kind]}"[:LONGEST]
    scripts_run: list[object] = []
    page.expose_function("reportScript", lambda one: scripts_run.append(one))
    api.announce_venue(name)
    venues = VenuesPage(page)
    venues.section.open()
    address = f"4 Text Street{ADDRESSES.get(kind, '')}"
    venues.create(name, address)
    listed = venues.section.enter().entry(plain)
    expect(listed, f"a new venue is not in the list of venues\n{name!r}").to_be_visible()
    shown = page.get_by_text(re.compile(literal(name))).filter(visible=True).first  # an address may stand beside it
    wait_in(page, lambda: scripts_run or shown.is_visible(), timeout=2)
    for number, what in SCRIPTS.items():
        assert number not in scripts_run, f"a script in the {what} of a venue ran\n{name!r}"
        drawn = page.locator(ACTIVE[what])
        expect(drawn, f"markup in the {what} of a venue became an element\n{name!r}").to_have_count(0)
    expect(shown, f"the list of venues does not show a name with {kind} as it is\n{name!r}").to_be_visible()
    stored = [(venue.name, venue.address) for venue in api.venues_named(name)]
    wrong = f"a name or address with {kind} is not stored as it was typed"
    assert stored == [(name, address)], f"{wrong}\ntyped {(name, address)}, stored {stored}"


@pytest.fixture
def venue_of_markup(api: Api, run: Run) -> Venue:
    """A venue with markup in its name."""
    return expect_success(api.post_venue({"name": f"{run.name()}{MIXED}", "address": "5 Text Street"}), Venue)


def test_the_name_of_a_menu_is_stored_and_shown_as_text(
    signed_in_page: Page, api: Api, venue_of_markup: Venue, run: Run
) -> None:
    """Where the menu's form, the dashboard and the list of orders name its venue, that is text as well."""
    page, plain, venue = signed_in_page, run.name(), venue_of_markup
    name = f"{plain}{MIXED}"
    menus = MenusPage(page)
    menus.section.open().open_form()
    chosen = menus.asks_for_venue
    menus.fill(name, venue.name).form.submit.click()
    menus.toast.shows("Menu created")
    stored = menus_made(api, name, venue, chosen=chosen)
    wrong = "the name of a menu is not stored as it was typed"
    assert [menu.name for menu in stored] == [name], f"{wrong}\ntyped {name!r}, stored {stored}"
    expect(menus.section.enter().entry(plain), f"a new menu is not in the list\n{name!r}").to_be_visible()
    draws_nothing(page, "a menu")
    shown = page.get_by_text(re.compile(literal(name))).filter(visible=True).first
    expect(shown, f"the list of menus does not show a name as it is\n{name!r}").to_be_visible()
    DashboardPage(page).open()  # which venues it shows is not promised
    wait_in(page, lambda: named(page, venue.name).is_visible() or page.locator(ACTIVE["name"]).count(), timeout=1)
    draws_nothing(page, "a venue, on the dashboard,")


def test_the_name_of_a_venue_is_shown_as_text_in_the_list_of_orders(
    signed_in_page: Page, api: Api, venue_of_markup: Venue
) -> None:
    page, venue = signed_in_page, venue_of_markup
    api.make_order(api.make_menu(venue))
    ordered = OrdersPage(page).section.open().entry(venue.name.removesuffix(MIXED))
    expect(ordered, f"an order is not in the list of orders by its venue's name\n{venue.name!r}").to_be_visible()
    draws_nothing(page, "a venue, in the list of orders,")


def draws_nothing(page: Page, whose: str) -> None:
    expect(page.locator(ACTIVE["name"]), f"markup in the name of {whose} became an element").to_have_count(0)
