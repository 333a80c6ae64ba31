"""Keyboard-only journeys: Tab, Enter and typing (docs/CONTRACT.md: the forms can be used by keyboard alone)."""

from playwright.sync_api import Page, expect

from servio_verify.testing import (
    Api,
    DashboardPage,
    Keyboard,
    LoginPage,
    Menu,
    MenusPage,
    OrdersPage,
    Run,
    Venue,
    VenuesPage,
    area,
    menus_made,
    orders_of,
)

pytestmark = area("Web app", "Keyboard")


def test_the_keyboard_alone_signs_in_and_creates_a_venue(
    page: Page, account: tuple[str, str], api: Api, new_name: str
) -> None:
    login, venues, keyboard = LoginPage(page).open(), VenuesPage(page), Keyboard(page)
    keyboard.get_out_of(login.email, again=login.open)
    keyboard.type(login.email, account[0])
    keyboard.type(login.password, account[1])
    keyboard.send(login.submit)
    login.give_code(account[0])
    dashboard = DashboardPage(page).arrived("signing in by keyboard alone")
    keyboard.reach(dashboard.navigation.way_out())
    keyboard.press(dashboard.navigation.venues)
    expect(venues.section.create, "Venues does not answer to the keyboard").to_be_visible()
    keyboard.press(venues.section.create)
    expect(venues.name, "Create Venue does not answer to the keyboard").to_be_visible()
    keyboard.get_out_of(venues.name, again=lambda: keyboard.press(venues.section.create))
    keyboard.type(venues.name, new_name)
    keyboard.type(venues.address, "6 Key Lane")
    keyboard.send(venues.form.submit)
    venues.toast.shows("Venue created", after="Enter is pressed to send the form")
    stored = api.venues_named(new_name)
    assert len(stored) == 1, f"a venue was made by keyboard, and the API has {len(stored)} of its name\n{new_name!r}"


def test_the_keyboard_alone_creates_a_menu(signed_in_page: Page, api: Api, venue: Venue, run: Run) -> None:
    menus, keyboard, name = MenusPage(signed_in_page), Keyboard(signed_in_page), run.name()
    keyboard.press(DashboardPage(signed_in_page).open().navigation.menus)
    expect(menus.section.create, "Menus does not answer to the keyboard").to_be_visible()
    keyboard.press(menus.section.create)
    expect(menus.name, "Create Menu does not answer to the keyboard").to_be_visible()
    keyboard.get_out_of(menus.name, again=lambda: keyboard.press(menus.section.create))
    chosen = menus.asks_for_venue
    keyboard.choose(menus.form, "venue", venue.name)
    keyboard.type(menus.name, name)
    keyboard.send(menus.form.submit)
    menus.toast.shows("Menu created", after="Enter is pressed to send the form")
    stored = [menu.name for menu in menus_made(api, name, venue, chosen=chosen)]
    assert stored == [name], f"a menu was made by keyboard, and the chosen venue has other menus\n{stored}"


def test_the_keyboard_alone_creates_an_order(
    signed_in_page: Page, api: Api, venue_with_two_menus: tuple[Venue, Menu]
) -> None:
    orders, keyboard, (venue, menu) = OrdersPage(signed_in_page), Keyboard(signed_in_page), venue_with_two_menus
    keyboard.press(DashboardPage(signed_in_page).open().navigation.orders)
    expect(orders.section.create, "Orders does not answer to the keyboard").to_be_visible()
    keyboard.press(orders.section.create)
    expect(orders.form.field, "Create Order does not answer to the keyboard").to_be_visible()
    keyboard.get_out_of(orders.form.field, again=lambda: keyboard.press(orders.section.create))
    keyboard.choose(orders.form, "venue", venue.name)
    keyboard.choose(orders.form, "menu", menu.name)
    keyboard.press(orders.form.submit)
    orders.toast.shows("Order created", after="Enter is pressed to send the form")
    stored = [str(order.menu_id) for order in orders_of(api, venue)]
    assert stored == [str(menu.id)], f"an order was made by keyboard, and the venue has orders of other menus\n{stored}"
