from decimal import Decimal

import pytest

from servio_verify.api.assertions import describe, listing, refusal, success
from servio_verify.api.client import Api
from servio_verify.api.models import Menu, Order, OrderStatus, Venue
from servio_verify.run.identity import Run

PRICES = ("19.99", "0.29", "4.35")
"""Prices that lose a penny where they go through binary fractions and are cut."""

HARD = """🍝 Ünïçødé 寿司 <b>O'Hara</b> & "Sons" &amp; %s"""
LONG = 118
"""Characters of a name; one counts as two in some languages, and 120 are allowed."""

HALF_A_PENNY = Decimal("0.005")


def test_a_venue_is_read_back_as_written(api: Api) -> None:
    written = api.new_venue()
    written["name"] = f"{written['name']} {HARD}".ljust(LONG, "é")
    made = success(api.post_venue(written), Venue)
    answer = api.get(f"/venues/{made.id}")
    read = success(answer, Venue)
    kept = {"name": read.name, "address": read.address}
    assert kept == written, f"written {written}, read back {kept}: {describe(answer)}"


def test_a_new_venue_is_found_by_its_name(api: Api) -> None:
    venue = api.make_venue()
    found, place = listing(api.get("/venues", search=venue.name), Venue)
    assert [each.id for each in found] == [venue.id], f"searching for {venue.name!r} found {len(found)} venues"
    assert place.total == 1, f"searching for {venue.name!r} found one venue, and counts {place.total}"


def test_a_venue_keeps_what_a_change_does_not_name(api: Api) -> None:
    venue = api.make_venue()
    name = api.new_venue()["name"]
    success(api.http.patch(f"/api/v1/venues/{venue.id}", json={"name": name}), Venue)
    answer = api.get(f"/venues/{venue.id}")
    read = success(answer, Venue)
    wanted = (name, venue.address)
    assert (read.name, read.address) == wanted, f"wanted {wanted} after the change: {describe(answer)}"


def test_a_menu_is_read_back_as_written(api: Api, run: Run) -> None:
    venue = api.make_venue()
    written = {"name": run.name(), "description": HARD, "isActive": False}
    wanted = [(HARD, Decimal(price), price != PRICES[0]) for price in PRICES]
    keys = ("name", "price", "isAvailable", "currency")
    items = [dict(zip(keys, (name, float(price), left, venue.currency), strict=True)) for name, price, left in wanted]
    body = written | {"categories": [{"name": HARD, "items": items}]}
    made = success(api.post(f"/venues/{venue.id}/menus", body), Menu)
    answer = api.get(f"/venues/{venue.id}/menus/{made.id}")
    read = success(answer, Menu)
    assert str(read.venue_id) == str(venue.id), describe(answer)
    kept = {"name": read.name, "description": read.description, "isActive": read.is_active}
    assert kept == written, f"written {written}, read back {kept}: {describe(answer)}"
    told = [(item.name, item.price, item.is_available) for category in read.categories for item in category.items]
    assert told == wanted, f"written the items {wanted}, read back {told}: {describe(answer)}"


def test_an_order_adds_up_to_the_penny(api: Api) -> None:
    made = api.make_order(api.make_menu(api.make_venue(), *PRICES), 3, 1, 2)
    answer = api.get(f"/venues/{made.venue_id}/orders/{made.id}")
    order = success(answer, Order)
    lines = [(line.quantity, line.price, line.total) for line in order.items]
    ordered = list(zip((3, 1, 2), map(Decimal, PRICES), strict=True))
    kept = [(quantity, price) for quantity, price, _ in lines]
    assert kept == ordered, f"ordered (quantity, price) {ordered}, stored {kept}: {describe(answer)}"
    wrong = [line for line in lines if not same(line[2], line[0] * line[1])]
    assert not wrong, f"a line's total is not quantity times price: {wrong}: {describe(answer)}"
    assert same(order.subtotal, Decimal("68.96")), f"subtotal {order.subtotal}, not 68.96: {describe(answer)}"
    added = order.subtotal + order.tax
    assert same(order.total, added), f"total {order.total} is not subtotal and tax, {added}: {describe(answer)}"


def test_an_order_starts_as_pending(order: Order) -> None:
    assert order.status is OrderStatus.PENDING, f"a new order is {order.status}"


def test_an_order_names_its_venue_and_menu(api: Api, order: Order, menu: Menu) -> None:
    answer = api.get(f"/venues/{menu.venue_id}/orders/{order.id}")
    read, wanted = success(answer, Order), (str(menu.venue_id), str(menu.id))
    assert (str(read.venue_id), str(read.menu_id)) == wanted, f"ordered of (venue, menu) {wanted}: {describe(answer)}"


def test_an_order_can_be_cancelled(api: Api, menu: Menu) -> None:
    order = api.make_order(menu, 1)
    path = f"/venues/{order.venue_id}/orders/{order.id}"
    success(api.post(f"{path}/cancel"), object)
    answer = api.get(path)
    read = success(answer, Order)
    assert read.status is OrderStatus.CANCELLED, f"cancelled, and yet it is {read.status}: {describe(answer)}"
    assert same(read.total, read.subtotal + read.tax), f"cancelled, it does not add up: {describe(answer)}"


def test_a_venue_lists_its_menus_and_orders(api: Api) -> None:
    venue = api.make_venue()
    menu = api.make_menu(venue, "2.00")
    order = api.make_order(menu, 1)
    menus, _ = listing(api.get(f"/venues/{venue.id}/menus"), Menu)
    orders, _ = listing(api.get(f"/venues/{venue.id}/orders"), Order)
    listed = [each.id for each in menus], [each.id for each in orders]
    assert listed == ([menu.id], [order.id]), f"made the menu {menu.id} and the order {order.id}, listed {listed}"


@pytest.mark.parametrize(("kind", "model"), [("menus", Menu), ("orders", Order)])
def test_limit_page_and_search_work_for_the_lists_of_a_venue(
    api: Api, run: Run, kind: str, model: type[Menu] | type[Order]
) -> None:
    venue = api.make_venue()
    menus = [api.make_menu(venue, "2.00") for _ in range(3)]
    [api.make_order(menu, 1) for menu in menus]
    path = f"/venues/{venue.id}/{kind}"
    answer = api.get(path, limit=2)
    found, place = listing(answer, model)
    counts = len(found), place.total, place.total_pages
    said = "of three {}, limit=2 gave {}, counts {} and {} pages".format(kind, *counts)
    assert counts == (2, 3, 2), f"{said}: {describe(answer)}"
    answer = api.get(path, limit=2, page=2)
    rest = [each.id for each in listing(answer, model)[0]]
    new = set(rest) - {each.id for each in found}
    paged = f"of three {kind}, page 2 of limit=2 has {len(rest)}, of which page 1 lacks {len(new)}"
    assert len(rest) == len(new) == 1, f"{paged}: {describe(answer)}"
    answer = api.get(path, search=f"nobody's-{run.id}")
    assert not listing(answer, model)[0], f"what nobody has was found among the {kind}: {describe(answer)}"


def test_menus_and_orders_are_found_under_their_own_venue_only(api: Api, order: Order) -> None:
    other = f"/venues/{api.make_venue().id}"
    for_menu, for_order = api.get(f"{other}/menus/{order.menu_id}"), api.get(f"{other}/orders/{order.id}")
    assert for_menu.is_client_error, f"another venue's menu is found: {describe(for_menu)}"
    assert for_order.is_client_error, f"another venue's order is found: {describe(for_order)}"


def test_a_deleted_venue_takes_its_menus_and_orders_along(api: Api) -> None:
    made = api.make_venue()
    order = api.make_order(api.make_menu(made, "2.00"), 1)
    venue = f"/venues/{made.id}"
    answer = api.delete(venue)
    assert answer.is_success, describe(answer)
    refusal(api.get(venue), 404, "NOT_FOUND")
    refusal(api.get(f"{venue}/menus/{order.menu_id}"), 404, "NOT_FOUND")
    refusal(api.get(f"{venue}/orders/{order.id}"), 404, "NOT_FOUND")
    assert not api.venues_named(made.name), f"deleted, and {made.name!r} is still in the list of venues"


def same(amount: Decimal, other: Decimal) -> bool:
    return abs(amount - other) < HALF_A_PENNY
