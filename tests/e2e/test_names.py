"""A name is text, whatever is in it. What is counted as a character differs: 120 of these are 120 in every count."""

import re

import pytest
from playwright.sync_api import Page, expect

from servio_verify.testing import Api, MenusPage, Run, Venue, VenuesPage, area, literal, menus_made, wait_in

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


def test_the_name_of_a_menu_is_stored_and_shown_as_text(signed_in_page: Page, api: Api, venue: Venue, run: Run) -> None:
    page, plain = signed_in_page, run.name()
    name = f"{plain}{MIXED}"
    menus = MenusPage(page)
    menus.section.open().open_form()
    chosen = menus.asks_for_venue
    menus.fill(name, venue.name).form.submit.click()
    menus.toast.shows("Menu created")
    stored = [menu.name for menu in menus_made(api, name, venue, chosen=chosen)]
    assert stored == [name], f"the name of a menu is not stored as it was typed\ntyped {name!r}, stored {stored}"
    expect(menus.section.enter().entry(plain), f"a new menu is not in the list\n{name!r}").to_be_visible()
    drawn = page.locator(ACTIVE["name"])
    expect(drawn, f"markup in the name of a menu became an element\n{name!r}").to_have_count(0)
    shown = page.get_by_text(re.compile(literal(name))).filter(visible=True).first
    expect(shown, f"the list of menus does not show a name as it is\n{name!r}").to_be_visible()
