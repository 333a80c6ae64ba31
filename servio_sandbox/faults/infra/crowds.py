"""Faults that only a crowd meets: answers that are lost, empty or another guest's while requests come quickly."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, on_api, swap
from servio_sandbox.faults.registry import fault

VENUES = "/api/v1/venues"
MENU = VENUES + "/[^/]+/menus/[^/]+"
ORDERS = VENUES + "/[^/]+/orders"


@fault("performance")
def menu_null_in_a_crowd(sandbox: Sandbox) -> None:
    """With more than two menus a second, one is answered as a success whose data is null."""
    _in_crowd(sandbox, lambda _: None, MENU, "GET")


@fault("performance")
def menu_without_dishes_in_a_crowd(sandbox: Sandbox) -> None:
    """With more than two menus a second, one has no dishes."""
    _in_crowd(sandbox, lambda menu: menu | {"categories": []}, MENU, "GET")


@fault("performance")
def venues_empty_in_a_crowd(sandbox: Sandbox) -> None:
    """With more than two lists of venues a second, one is empty."""
    _in_crowd(sandbox, lambda _: [], VENUES, "GET")


@fault("performance")
def order_of_another_in_a_crowd(sandbox: Sandbox) -> None:
    """With more than two orders a second, a guest is answered the order of the guest before."""
    before: list[Any] = []

    def of_another(order: Any) -> Any:
        before.append(order)
        return before[max(0, len(before) - 2)]

    _in_crowd(sandbox, of_another, ORDERS, "POST")


@fault("performance")
def order_lost_in_a_crowd(sandbox: Sandbox) -> None:
    """With more than two orders a second, one in four is answered as created and is not stored."""
    orders, crowd = sandbox.services.orders, _crowd()
    made: list[str] = []

    def create(venue_id: str, **fields: Any) -> Any:
        order = own(venue_id, **fields)
        if crowd():
            made.append(order["id"])
            if len(made) % 4 == 0:
                orders.delete(venue_id, order["id"])
        return order

    own = swap(orders, "create", create)


def _in_crowd(sandbox: Sandbox, change: Callable[[Any], Any], path: str, method: str) -> None:
    on_api(sandbox, _changed(change, _crowd()), path, method)


def _changed(change: Callable[[Any], Any], crowd: Callable[[], bool]) -> Change:
    def answered(answer: Answer) -> None:
        body = answer.json
        if crowd() and body and body.get("success"):
            answer.replace(answer.status, body | {"data": change(body["data"])})

    return answered


def _crowd() -> Callable[[], bool]:
    """Return what says, whenever it is asked, whether it was asked five times before within two seconds.

    Whoever looks before the crowd comes asks some times in a row, too.
    """
    asked: deque[float] = deque(maxlen=6)

    def is_crowd() -> bool:
        asked.append(time.monotonic())
        return len(asked) == asked.maxlen and asked[-1] - asked[0] < 2

    return is_crowd
