"""A list and its form are as well where their address is loaded as where a click leads to them."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from servio_verify.browser.recording.sent import Sent, is_of_a_document, leaks_in
from servio_verify.target.security_headers import unprotected
from servio_verify.testing import (
    CRITICAL,
    Environment,
    MenusPage,
    Navigation,
    OrdersPage,
    Section,
    VenuesPage,
    Visit,
    area,
)

pytestmark = area("Web app", "Pages", CRITICAL)

SENT = "a form was sent whose address, or that of its list, was loaded directly"

Shown = VenuesPage | MenusPage | OrdersPage


def make_venue(page: Page, name: str, _: dict[str, str]) -> None:
    venues = VenuesPage(page)
    venues.fill(name, "8 Direct Road").form.submit.click()
    venues.toast.shows("Venue created", after=SENT)


def make_menu(page: Page, name: str, names: dict[str, str]) -> None:
    menus = MenusPage(page)
    if not menus.asks_for_venue:
        return  # whose menu it would be is not promised
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
    environment: Environment,
    new_name: str,
    shown: type[Shown],
    what: str,
    make: Callable[[Page, str, dict[str, str]], None],
) -> None:
    name, section = names[what], shown(signed_in_page).section.open()
    expect(section.entry(name), f"a list does not show an entry\n{name!r}").to_be_visible()
    Navigation(signed_in_page).names_sections("a list shows no")
    address = signed_in_page.url
    visit = Visit(signed_in_page.context, environment.web_url, environment.api_url)
    direct = shown(visit.page).section.load(address)
    expect(direct.entry(name), f"a list loaded directly does not show an entry\n{name!r} in {address}").to_be_visible()
    documents = sent_documents(visit)
    load_form(direct, address)
    protects(visit, environment, [*documents, *sent_documents(visit)])
    make(direct.page, new_name, names)


def load_form(direct: Section, address: str) -> None:
    """Open the form of a list that was loaded directly, and load it in its turn."""
    Navigation(direct.page).names_sections("a list loaded directly shows no")
    direct.open_form()
    direct.form_names_sections()
    if urlsplit(direct.page.url).path != urlsplit(address).path:  # else it is a state of the list's page
        direct.load_form(direct.page.url)
        direct.form_names_sections(" loaded directly")


def sent_documents(visit: Visit) -> list[Sent]:
    """Return the documents that came so far; a browser forgets their texts when it moves on."""
    return [*visit.settle().recorder.sent(is_of_a_document)]


def protects(visit: Visit, environment: Environment, documents: list[Sent]) -> None:
    bare = unprotected(visit.recorder.documents(), https=environment.over_https)
    lines = [f"{urlsplit(url).path} comes without {lacking}" for url, lacking in bare.items()]
    assert not bare, f"a page that is loaded directly is not protected: {'; '.join(lines)}"
    leaks = leaks_in(documents, environment)
    assert not leaks, f"a secret reaches the browser: {'; '.join(leaks)}"
