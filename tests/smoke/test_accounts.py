"""What one account sees or changes is its own: public lists aside, another account's is closed to it."""

from typing import NamedTuple

import httpx
import pytest

from servio_verify.testing import (
    CRITICAL,
    Api,
    Menu,
    Order,
    OrderStatus,
    Run,
    Venue,
    area,
    expect_closed,
    expect_list,
    expect_success,
    orders_of,
)

pytestmark = area("Security", "Accounts", CRITICAL)

ORDERS = pytest.mark.parametrize(
    "path",
    ["{venue}/orders", "{venue}/orders?search=pending", "{venue}/orders?limit=1", "{venue}/orders/{order}"],
    ids=["orders", "search", "count", "order"],
)

WRITES = {
    "its address": [
        "PATCH {venue}",
        "POST {venue}/menus",
        "POST {venue}/orders",
        "POST {venue}/orders/{order}/cancel",
        "DELETE {venue}",
    ],
    "an address of one's own": ["POST {own}/orders/{order}/cancel"],
}
"""What another account asks for, the most harmful last: where that is accepted, nothing else is left to be seen."""


class Theirs(NamedTuple):
    """A venue of the first account's, with a menu and an order."""

    venue: Venue
    menu: Menu
    order: Order


@pytest.fixture
def theirs(api: Api) -> Theirs:
    """What the first account has, and another account tries to reach."""
    venue = api.make_venue()
    menu = api.make_menu(venue, "2.00")
    return Theirs(venue, menu, api.make_order(menu, 1))


@ORDERS
def test_an_account_does_not_read_of_another(second_api: Api, order: Order, path: str) -> None:
    answer = second_api.get(path_of(path, order))
    expect_closed(answer, "an order read by another account", is_list=is_list(path))


@ORDERS
def test_what_was_answered_to_one_account_is_not_given_to_another(
    shared_api: Api, second_api: Api, order: Order, path: str
) -> None:
    asked = path_of(path, order)
    expect_success(shared_api.get(asked), object)
    answer = second_api.get(asked)
    expect_closed(answer, "an answer that was given to another account", is_list=is_list(path))
    expect_success(shared_api.get(asked), object)  # nor is the refusal given to whom it belongs


@pytest.mark.parametrize("writes", WRITES.values(), ids=WRITES)
def test_an_account_changes_nothing_of_another_with(
    second_api: Api, api: Api, theirs: Theirs, run: Run, writes: list[str]
) -> None:
    venue, order, menu = f"/venues/{theirs.venue.id}", theirs.order.id, theirs.menu.id
    own = f"/venues/{second_api.make_venue().id}" if "{own}" in writes[0] else ""
    for method, path in (write.format(venue=venue, order=order, own=own).split() for write in writes):
        body = {"menuId": menu} if path.endswith("/orders") else {"name": run.name()}
        expect_refused(second_api.request(method, path, None if method == "DELETE" else body))
    name = expect_success(api.get(venue), Venue, "a venue cannot be read after what another account asked for").name
    assert name == theirs.venue.name, "refused, and the venue has another name"
    menus = [each.id for each in expect_list(api.get(f"{venue}/menus"), Menu)[0]]
    assert menus == [menu], f"refused, and the venue has the menus {menus}, not {menu} alone"
    left = [each.id for each in orders_of(api, theirs.venue) if each.status is not OrderStatus.CANCELLED]
    assert left == [order], f"refused, and the venue has the orders {left} that are not cancelled, not {order} alone"


def test_each_account_finds_its_own_new_venue_in_the_list(api: Api, second_api: Api) -> None:
    accounts = {"the first": (api, api.make_venue()), "the second": (second_api, second_api.make_venue())}
    missing = [name for name, (asking, made) in accounts.items() if not asking.lists(made)]
    assert not missing, f"{' and '.join(missing)} account does not find the venue that it made in GET /api/v1/venues"


def expect_refused(answer: httpx.Response) -> None:
    """See that a change by another account is refused; a deletion without content may have found nothing to delete."""
    if (answer.request.method, answer.status_code) != ("DELETE", httpx.codes.NO_CONTENT):
        expect_closed(answer, "a change by another account")


def is_list(path: str) -> bool:
    return not path.endswith("{order}")


def path_of(path: str, order: Order) -> str:
    return path.format(venue=f"/venues/{order.venue_id}", order=order.id)
