"""A list and its form are as well where their address is loaded as where a click leads to them."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from servio_verify.testing import CRITICAL, MenusPage, Navigation, OrdersPage, VenuesPage, area

pytestmark = area("Web app", "Pages", CRITICAL)


@pytest.mark.parametrize(
    ("shown", "what"),
    [(VenuesPage, "venue"), (MenusPage, "menu"), (OrdersPage, "venue")],
    ids=["venues", "menus", "orders"],
)
def test_a_list_loaded_directly_shows_what_it_shows_after_a_click(
    signed_in_page: Page, names: dict[str, str], shown: type[VenuesPage | MenusPage | OrdersPage], what: str
) -> None:
    name, section = names[what], shown(signed_in_page).section.open()
    expect(section.entry(name), f"a list does not show an entry\n{name!r}").to_be_visible()
    Navigation(signed_in_page).names_sections("a list shows no")
    address = signed_in_page.url
    direct = shown(signed_in_page.context.new_page()).section.load(address)
    expect(direct.entry(name), f"a list loaded directly does not show an entry\n{name!r} in {address}").to_be_visible()
    section.open_form()
    section.form_names_sections()
    if urlsplit(signed_in_page.url).path != urlsplit(address).path:  # else it is a state of the list's page
        direct.load_form(signed_in_page.url)
