import pytest
from playwright.sync_api import Page, expect

from servio_verify.browser.pages.failing_api import FAILED
from servio_verify.testing import (
    CRITICAL,
    Api,
    Menu,
    MenusPage,
    OrdersPage,
    OrderStatus,
    Run,
    Venue,
    VenuesPage,
    area,
    menus_made,
    orders_of,
    send_after_failures,
    wait_for_answers,
    wait_in,
)

pytestmark = area("Web app", "Orders", CRITICAL)

STORED_SECONDS = 5.0
"""Where a message of the form before may stand there still, the API tells that the next one is stored."""


@pytest.mark.expects_browser_errors(FAILED)
def test_a_new_order_is_stored_and_listed_with_its_status(
    signed_in_page: Page, api: Api, venue_with_two_menus: tuple[Venue, Menu], neighbour: Venue
) -> None:
    venue, menu = venue_with_two_menus
    orders = OrdersPage(signed_in_page)
    orders.section.open().open_form()
    send_after_failures(orders, lambda: orders.fill(venue.name, menu.name), "Order created", 400, 500)
    orders.toast.shows("Order created")
    stored = orders_of(api, venue)
    assert len(stored) == 1, f"the page said Order created, and the chosen venue has {len(stored)} orders"
    same = str(stored[0].menu_id) == str(menu.id)
    assert same, f"an order has another menu than was chosen\nchose {menu.id}, stored {stored[0].menu_id}"
    assert stored[0].status is not OrderStatus.CANCELLED, "a new order is cancelled"
    orders.section.reload()
    meanwhile = {stored[0].status, orders_of(api, venue)[0].status}
    orders.shows({venue.name: meanwhile, neighbour.name: {OrderStatus.CANCELLED}})


@pytest.mark.expects_browser_errors(r"answered 4\d\d$")
def test_pressing_submit_twice_creates_one_order(
    signed_in_page: Page, api: Api, bare: Venue, venue_with_two_menus: tuple[Venue, Menu], new_name: str, run: Run
) -> None:
    page, (venue, menu) = signed_in_page, venue_with_two_menus
    orders = OrdersPage(page)
    orders.section.open().open_form()
    orders.fill(venue.name, menu.name).is_refused_without_menu(bare.name)
    orders.fill(venue.name, menu.name).form.submit.dblclick()
    orders.toast.shows("Order created")
    wait_for_answers(page)
    stored = orders_of(api, venue)
    assert len(stored) == 1, f"pressing submit twice created {len(stored)} orders"
    listed = orders.section.enter().entry(venue.name)
    expect(listed, f"a new order is not in the list of orders\nof {venue.name!r}").to_be_visible()
    made_meanwhile = menu_made_beside_a_new_venue(page, api, venue, new_name, run.name()) or menu
    orders.section.enter().open_form(another=True)
    orders.form.offers("venue", new_name)
    orders.fill(venue.name, made_meanwhile.name, another=True).form.press_again_while_it_is_saved()
    wait_for_answers(page)

    def made() -> list[str]:
        return [str(order.menu_id) for order in orders_of(api, venue) if order.key != stored[0].key]

    also = wait_in(page, made, STORED_SECONDS)
    wrong = f"a second order made without a reload, submit pressed again while it is saved, is stored {len(also)} times"
    assert len(also) == 1, wrong
    assert also == [str(made_meanwhile.id)], f"a second order has another menu than was chosen\n{also}"


def menu_made_beside_a_new_venue(page: Page, api: Api, venue: Venue, new_name: str, name: str) -> Menu | None:
    """Make a venue, and then a menu of the venue that was there before; None where no venue can be chosen for it."""
    venues, menus = VenuesPage(page), MenusPage(page)
    venues.create_another(new_name, "7 Later Lane")
    wait_in(page, lambda: api.venues_named(new_name), STORED_SECONDS)
    wait_for_answers(page)
    expect(venues.section.enter().entry(new_name), f"a new venue is not in the list\n{new_name!r}").to_be_visible()
    menus.section.enter().open_form(another=True)
    chosen = menus.asks_for_venue
    if chosen:
        menus.form.offers("venue", new_name)
    menus.fill(name, venue.name, another=True).form.submit.click()

    def made() -> list[Menu]:
        return [menu for menu in menus_made(api, name, venue, chosen=chosen) if menu.name == name]

    stored = wait_in(page, made, STORED_SECONDS)
    assert stored, f"a new menu made without a reload is not stored\n{name!r}"
    wait_for_answers(page)
    expect(menus.section.enter().entry(name), f"a new menu is not in the list\n{name!r}").to_be_visible()
    return stored[0] if chosen else None
