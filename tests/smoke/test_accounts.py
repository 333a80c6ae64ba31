"""What one account sees or changes is its own: public lists aside, another account's is closed to it."""

import re
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
    ensure,
    expect_closed,
    expect_decided,
    expect_list,
    expect_success,
)

pytestmark = area("Security", "Accounts", CRITICAL)

ORDERS = pytest.mark.parametrize(
    "path",
    ["{venue}/orders", "{venue}/orders?search=pending", "{venue}/orders?limit=1&page=1", "{venue}/orders/{order}"],
    ids=["orders", "search", "page", "order"],
)

WRITES = {
    "its address": [
        "PATCH {venue}",
        "POST {venue}/menus",
        "POST {venue}/orders",
        "PATCH {venue}/menus/{menu}",
        "PATCH {venue}/orders/{order}",
        "POST {venue}/orders/{order}/cancel",
        "DELETE {venue}/orders/{order}",
        "DELETE {venue}/menus/{menu}",
        "DELETE {venue}",
    ],
    "an address of one's own": [
        "PATCH {own}/menus/{menu}",
        "POST {own}/orders/{order}/cancel",
        "DELETE {own}/orders/{order}",
        "DELETE {own}/menus/{menu}",
    ],
}
"""What another account asks for, the most harmful last: where that is accepted, nothing else is left to be seen."""

UNPROMISED = re.compile(r"(PATCH|DELETE) .*/(menus|orders)/[^/]+")
"""Changes for which the contract has no method; a Servio may have one, or say that there is none."""


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
    own = f"/venues/{second_api.make_venue().id}" if "{own}" in writes[0] else ""
    venue, menu, order = f"/venues/{theirs.venue.id}", theirs.menu.id, theirs.order.id
    for method, path in (write.format(venue=venue, menu=menu, order=order, own=own).split() for write in writes):
        body = None if method == "DELETE" else body_for(path, theirs.menu, run.name())
        expect_kept_out(second_api.request(method, path, body))
    expect_untouched(api, theirs)


@pytest.mark.parametrize("kind", [Menu, Order], ids=["menus", "orders"])
def test_a_search_in_one_venue_finds_nothing_of_another(
    shared_api: Api, venue_of_three: Venue, menu: Menu, order: Order, kind: type[Menu] | type[Order]
) -> None:
    """A condition without brackets finds what every account has."""
    path, text = ("menus", menu.name) if kind is Menu else ("orders", str(order.status))
    answer = shared_api.get(f"/venues/{venue_of_three.id}/{path}", search=text)
    others = [each.id for each in expect_list(answer, kind)[0] if str(each.venue_id) != str(venue_of_three.id)]
    ensure(not others, f"a search among a venue's {path} finds another venue's", answer)


def test_each_account_finds_its_own_new_venue_in_the_list(api: Api, second_api: Api) -> None:
    accounts = {"the first": (api, api.make_venue()), "the second": (second_api, second_api.make_venue())}
    missing = [name for name, (asking, made) in accounts.items() if not asking.lists(made)]
    assert not missing, f"{' and '.join(missing)} account does not find the venue that it made in GET /api/v1/venues"


def is_list(path: str) -> bool:
    return not path.endswith("{order}")


def path_of(path: str, order: Order) -> str:
    return path.format(venue=f"/venues/{order.venue_id}", order=order.id)


def body_for(path: str, menu: Menu, name: str) -> dict[str, object]:
    """Return what would change what stands at this path."""
    if path.endswith("/orders"):
        return {"menuId": menu.id}
    return {"status": "cancelled"} if "/orders/" in path else {"name": name}


def expect_kept_out(answer: httpx.Response) -> None:
    """See that a change is refused. What may be answered whether something was changed or not, is looked at later.

    So is a deletion's 204 under row-level security, and whatever the contract has no method for.
    """
    method, path = answer.request.method, answer.request.url.path
    if UNPROMISED.fullmatch(f"{method} {path}"):
        expect_decided(answer, "a change by another account", no_method=True)
    elif not (method == "DELETE" and answer.is_success):
        expect_closed(answer, "a change by another account")


def expect_untouched(api: Api, theirs: Theirs) -> None:
    """See that a venue, its menu and its order are what they were; an order may go on by itself."""
    venue, wrong = f"/venues/{theirs.venue.id}", "another account changes"
    gone = "a venue cannot be read after what another account asked for"
    name = expect_success(answer := api.get(venue), Venue, gone).name
    ensure(name == theirs.venue.name, f"{wrong} the name of a venue", answer)
    listed, _ = expect_list(answer := api.get(f"{venue}/menus"), Menu)
    menus = [(each.key, each.name) for each in listed]
    ensure(menus == [(theirs.menu.key, theirs.menu.name)], f"{wrong} the menus of a venue\nleft {menus}", answer)
    taken, _ = expect_list(answer := api.get(f"{venue}/orders"), Order)
    orders = [each.key for each in taken if each.status is not OrderStatus.CANCELLED]
    ensure(orders == [theirs.order.key], f"{wrong} the orders of a venue\nleft {orders}", answer)
