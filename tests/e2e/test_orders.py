from playwright.sync_api import Page, expect

from servio_verify.testing import CRITICAL, Api, Menu, OrdersPage, OrderStatus, Venue, area, orders_of, wait_for_answers

pytestmark = area("Web app", "Orders", CRITICAL)


def test_a_new_order_is_stored_and_listed_with_its_status(
    signed_in_page: Page, api: Api, venue_with_two_menus: tuple[Venue, Menu], neighbour: Venue
) -> None:
    venue, menu = venue_with_two_menus
    orders = OrdersPage(signed_in_page)
    orders.section.open().open_form()
    orders.fill(venue.name, menu.name).form.submit.click()
    orders.toast.shows("Order created")
    stored = orders_of(api, venue)
    assert len(stored) == 1, f"the page said Order created, and the chosen venue has {len(stored)} orders"
    same = str(stored[0].menu_id) == str(menu.id)
    assert same, f"an order has another menu than was chosen\nchose {menu.id}, stored {stored[0].menu_id}"
    assert stored[0].status is not OrderStatus.CANCELLED, "a new order is cancelled"
    orders.section.reload()
    orders.shows({venue.name: orders_of(api, venue)[0].status, neighbour.name: OrderStatus.CANCELLED})


def test_pressing_submit_twice_creates_one_order(
    signed_in_page: Page, api: Api, venue_with_two_menus: tuple[Venue, Menu]
) -> None:
    venue, menu = venue_with_two_menus
    orders = OrdersPage(signed_in_page)
    orders.section.open().open_form()
    orders.fill(venue.name, menu.name).form.submit.dblclick()
    orders.toast.shows("Order created")
    wait_for_answers(signed_in_page)
    stored = orders_of(api, venue)
    assert len(stored) == 1, f"pressing submit twice created {len(stored)} orders"
    listed = orders.section.enter().entry(venue.name)
    expect(listed, f"a new order is not in the list of orders\nof {venue.name!r}").to_be_visible()
