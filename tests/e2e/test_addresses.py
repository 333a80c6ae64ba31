"""A list and its form are as well where their address is loaded as where a click leads to them."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from servio_verify.testing import CRITICAL, MenusPage, Navigation, OrdersPage, VenuesPage, area

pytestmark = area("Web app", "Pages", CRITICAL)

SENT = "a form was sent whose address, or that of its list, was loaded directly"

Shown = VenuesPage | MenusPage | OrdersPage


def make_venue(page: Page, name: str, _: dict[str, str]) -> None:
    venues = VenuesPage(page)
    venues.fill(name, "8 Direct Road").form.submit.click()
    venues.toast.shows("Venue created", after=SENT)


def make_menu(page: Page, name: str, names: dict[str, str]) -> None:
    menus = MenusPage(page)
    menus.fill(name, names["venue"]).form.submit.click()
    menus.toast.shows("Menu created", after=SENT)


def make_order(page: Page, _: str, names: dict[str, str]) -> None:
    orders = OrdersPage(page)
    orders.fill(names["venue"], names["menu"]).form.submit.click()
    orders.toast.shows("Order created", after=SENT)


@pytest.mark.parametrize(
    ("shown", "what", "make"),
    [(VenuesPage, "venue", make_venue), (MenusPage, "menu", make_menu), (OrdersPage, "venue", make_order)],
    ids=["venues", "menus", "orders"],
)
def test_a_list_loaded_directly_shows_what_it_shows_after_a_click(
    signed_in_page: Page,
    names: dict[str, str],
    new_name: str,
    shown: type[Shown],
    what: str,
    make: Callable[[Page, str, dict[str, str]], None],
) -> None:
    name, section = names[what], shown(signed_in_page).section.open()
    expect(section.entry(name), f"a list does not show an entry\n{name!r}").to_be_visible()
    Navigation(signed_in_page).names_sections("a list shows no")
    address = signed_in_page.url
    direct = shown(signed_in_page.context.new_page()).section.load(address)
    expect(direct.entry(name), f"a list loaded directly does not show an entry\n{name!r} in {address}").to_be_visible()
    Navigation(direct.page).names_sections("a list loaded directly shows no")
    direct.open_form()
    direct.form_names_sections()
    if urlsplit(direct.page.url).path != urlsplit(address).path:  # else it is a state of the list's page
        direct.load_form(direct.page.url)
        direct.form_names_sections(" loaded directly")
    make(direct.page, new_name, names)
