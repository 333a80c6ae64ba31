"""Back, Forward and Reload: a page that has come back is as well as one that a click has led to."""

import pytest
from playwright.sync_api import Page, expect

from servio_verify.testing import (
    CRITICAL,
    Api,
    Menu,
    MenusPage,
    Navigation,
    OrdersPage,
    Section,
    Venue,
    VenuesPage,
    area,
    go_back,
    go_forward,
    history_length,
    load_page,
    orders_of,
    reload_midway,
    wait_for_answers,
    wait_until,
)
from servio_verify.traffic.observations import note_not_covered

pytestmark = area("Web app", "Pages", CRITICAL)

LATE_SECONDS = 2.0
"""A form whose page was left may be stored a moment later."""

Listed = type[VenuesPage | MenusPage | OrdersPage]


@pytest.mark.parametrize(
    ("shown", "what", "elsewhere"),
    [(VenuesPage, "venue", MenusPage), (MenusPage, "menu", OrdersPage), (OrdersPage, "venue", VenuesPage)],
    ids=["venues", "menus", "orders"],
)
def test_a_list_is_as_well_after_back_forward_and_reload_as_after_a_click(
    signed_in_page: Page, names: dict[str, str], shown: Listed, what: str, elsewhere: Listed
) -> None:
    page, name, section = signed_in_page, names[what], shown(signed_in_page).section.open()
    expect(section.entry(name), f"a list does not show an entry\n{name!r}").to_be_visible()
    address = page.url
    entries = history_length(page)
    elsewhere(page).section.enter()
    if history_length(page) > entries:
        is_there_after_back_and_forward(section, address, name)
    else:  # that a section gets an entry of its own is not promised
        note_not_covered("Back and Forward: a section takes the place of the one before in the browser's history")
        section.enter()
    reload_midway(page)
    again = section.returned(address, "reloaded while it loads").entry(name)
    expect(again, f"reloaded while it loads, a list does not show an entry\n{name!r}").to_be_visible()


def is_there_after_back_and_forward(section: Section, address: str, name: str) -> None:
    page = section.page
    go_back(page)
    back = section.returned(address, "after Back").entry(name)
    expect(back, f"after Back, a list does not show an entry\n{name!r}").to_be_visible()
    go_back(page)
    expect(Navigation(page).venues, "after Back, the dashboard shows no navigation with Venues").to_be_visible()
    go_forward(page)
    forward = section.returned(address, "after Forward").entry(name)
    expect(forward, f"after Forward, a list does not show an entry\n{name!r}").to_be_visible()


def test_a_reload_just_after_submit_stores_one_venue_at_most(signed_in_page: Page, api: Api, new_name: str) -> None:
    venues = VenuesPage(signed_in_page)
    venues.section.open().open_form()
    venues.fill(new_name, "11 Hasty Row")
    address = signed_in_page.url
    with signed_in_page.expect_request(lambda request: request.method != "GET"):
        venues.form.submit.click(no_wait_after=True)
    load_page(signed_in_page, address)  # as Reload does; but what came of a POST, that would send again
    wait_for_answers(signed_in_page)
    stored = wait_until(lambda: api.venues_named(new_name), LATE_SECONDS)
    assert len(stored) <= 1, f"a form that was sent, and its page reloaded, stored {len(stored)} venues\n{new_name!r}"
    listed = venues.section.open().entry(new_name)
    lacking = f"a form that was sent, and its page reloaded, stored a venue that is not listed\n{new_name!r}"
    expect(listed, lacking).to_have_count(len(stored))


def test_back_and_a_reload_just_after_submit_store_no_order_again(
    signed_in_page: Page, api: Api, venue_with_two_menus: tuple[Venue, Menu]
) -> None:
    page, (venue, menu), orders = signed_in_page, venue_with_two_menus, OrdersPage(signed_in_page)
    orders.section.open().open_form()
    orders.fill(venue.name, menu.name).form.submit.click()
    orders.toast.shows("Order created")
    page.on("dialog", lambda dialog: dialog.accept())  # "Leave this page?"
    go_back(page)
    wait_for_answers(page)
    stored = len(orders_of(api, venue))
    assert stored == 1, f"an order was sent, and Back pressed: {stored} are stored"
    orders.section.open().open_form()
    orders.fill(venue.name, menu.name)
    address = page.url
    with page.expect_request(lambda request: request.method != "GET"):
        orders.form.submit.click(no_wait_after=True)
    load_page(page, address)
    wait_for_answers(page)
    stored = len(orders_of(api, venue))
    assert stored <= 2, f"two orders were sent, and the page of the second reloaded: {stored} are stored"
