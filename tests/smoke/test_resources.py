from decimal import Decimal

import pytest

from servio_verify.client import Api
from servio_verify.envelope import describe, listing, refusal, success
from servio_verify.models import Menu, Order, OrderStatus, Venue
from servio_verify.run import Run

PRICES = ("19.99", "0.29", "4.35")
"""Prices that lose a penny where they go through binary fractions and are cut."""

HALF_A_PENNY = Decimal("0.005")


def test_a_venue_is_read_back_as_written(api: Api) -> None:
    written = api.new_venue()
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


def test_a_menu_is_read_back_as_written(api: Api) -> None:
    venue = api.make_venue()
    made = api.make_menu(venue, *PRICES)
    answer = api.get(f"/venues/{venue.id}/menus/{made.id}")
    read = success(answer, Menu)
    assert str(read.venue_id) == str(venue.id), describe(answer)
    prices = [dish.price for category in read.categories for dish in category.items]
    assert prices == list(map(Decimal, PRICES)), f"{prices}: {describe(answer)}"


def test_an_order_adds_up_to_the_penny(api: Api) -> None:
    made = api.make_order(api.make_menu(api.make_venue(), *PRICES), 3, 1, 2)
    answer = api.get(f"/venues/{made.venue_id}/orders/{made.id}")
    order = success(answer, Order)
    lines = [(line.quantity, line.price, line.total) for line in order.items]
    ordered = list(zip((3, 1, 2), map(Decimal, PRICES), strict=True))
    assert [(quantity, price) for quantity, price, _ in lines] == ordered, describe(answer)
    assert all(same(total, quantity * price) for quantity, price, total in lines), f"{lines}: {describe(answer)}"
    assert same(order.subtotal, Decimal("68.96")), f"subtotal {order.subtotal}, not 68.96: {describe(answer)}"
    added = order.subtotal + order.tax
    assert same(order.total, added), f"total {order.total} is not subtotal and tax, {added}: {describe(answer)}"


def test_an_order_starts_as_pending(order: Order) -> None:
    assert order.status is OrderStatus.PENDING, f"a new order is {order.status}"


def test_an_order_can_be_cancelled(api: Api, menu: Menu) -> None:
    order = api.make_order(menu, 1)
    path = f"/venues/{order.venue_id}/orders/{order.id}"
    success(api.post(f"{path}/cancel"), object)
    answer = api.get(path)
    status = success(answer, Order).status
    assert status is OrderStatus.CANCELLED, f"cancelled, and yet it is {status}: {describe(answer)}"


def test_a_venue_lists_its_menus_and_orders(api: Api) -> None:
    venue = api.make_venue()
    menu = api.make_menu(venue, "2.00")
    order = api.make_order(menu, 1)
    menus, _ = listing(api.get(f"/venues/{venue.id}/menus"), Menu)
    orders, _ = listing(api.get(f"/venues/{venue.id}/orders"), Order)
    assert ([each.id for each in menus], [each.id for each in orders]) == ([menu.id], [order.id])


@pytest.mark.parametrize(("kind", "model"), [("menus", Menu), ("orders", Order)])
def test_limit_and_search_work_for_the_lists_of_a_venue(
    api: Api, run: Run, kind: str, model: type[Menu] | type[Order]
) -> None:
    venue = api.make_venue()
    menus = [api.make_menu(venue, "2.00") for _ in range(2)]
    [api.make_order(menu, 1) for menu in menus]
    answer = api.get(f"/venues/{venue.id}/{kind}", limit=1)
    found, place = listing(answer, model)
    assert (len(found), place.total) == (1, 2), f"of two {kind}, limit=1 gave {len(found)}: {describe(answer)}"
    answer = api.get(f"/venues/{venue.id}/{kind}", search=f"nobody-{run.id}")
    assert not listing(answer, model)[0], f"what nobody has was found among the {kind}: {describe(answer)}"


def test_menus_and_orders_are_found_under_their_own_venue_only(api: Api, order: Order) -> None:
    other = f"/venues/{api.make_venue().id}"
    for_menu, for_order = api.get(f"{other}/menus/{order.menu_id}"), api.get(f"{other}/orders/{order.id}")
    assert for_menu.is_client_error, f"another venue's menu is found: {describe(for_menu)}"
    assert for_order.is_client_error, f"another venue's order is found: {describe(for_order)}"


def test_a_deleted_venue_takes_its_menus_and_orders_along(api: Api) -> None:
    order = api.make_order(api.make_menu(api.make_venue(), "2.00"), 1)
    venue = f"/venues/{order.venue_id}"
    answer = api.delete(venue)
    assert answer.is_success, describe(answer)
    refusal(api.get(venue), 404, "NOT_FOUND")
    refusal(api.get(f"{venue}/menus/{order.menu_id}"), 404, "NOT_FOUND")
    refusal(api.get(f"{venue}/orders/{order.id}"), 404, "NOT_FOUND")


def same(amount: Decimal, other: Decimal) -> bool:
    return abs(amount - other) < HALF_A_PENNY
