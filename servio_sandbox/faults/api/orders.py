"""Faults of prices, quantities and sums."""

from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import on_api, on_body
from servio_sandbox.faults.registry import fault

MENUS = "/api/v1/venues/[^/]+/menus.*"
ORDERS = "/api/v1/venues/[^/]+/orders.*"


@fault("smoke")
def price_loses_pennies(sandbox: Sandbox) -> None:
    """An item's price loses its pennies."""

    def cut(menu: dict[str, Any]) -> None:
        for category in menu.get("categories", []):
            for item in category["items"]:
                item["price"] = int(item["price"])

    on_api(sandbox, lambda answer: answer.change_data(cut), MENUS)


@fault("smoke")
def total_off_by_a_penny(sandbox: Sandbox) -> None:
    """An order's total is a penny more than subtotal and tax."""

    def add(order: dict[str, Any]) -> None:
        if "total" in order:
            order["total"] = round(order["total"] + 0.01, 2)

    on_api(sandbox, lambda answer: answer.change_data(add), ORDERS)


@fault("smoke")
def subtotal_ignores_quantity(sandbox: Sandbox) -> None:
    """An order's subtotal counts each line once, whatever its quantity."""

    def count_once(order: dict[str, Any]) -> None:
        if "items" in order:
            subtotal = round(sum(item["price"] for item in order["items"]), 2)
            order.update(subtotal=subtotal, total=round(subtotal + order["tax"], 2))

    on_api(sandbox, lambda answer: answer.change_data(count_once), ORDERS)


@fault("smoke")
def quantity_zero_accepted(sandbox: Sandbox) -> None:
    """An order for nothing of an item is accepted."""
    _take_quantity(sandbox, {0: 1})


@fault("smoke")
def quantity_negative_accepted(sandbox: Sandbox) -> None:
    """An order for less than nothing of an item is accepted."""
    _take_quantity(sandbox, {-1: 1})


def _take_quantity(sandbox: Sandbox, instead: dict[int, int]) -> None:
    def replace(body: dict[str, Any]) -> None:
        for line in body.get("items", []):
            line["quantity"] = instead.get(line["quantity"], line["quantity"])

    on_body(sandbox, replace, "/api/v1/venues/[^/]+/orders")
