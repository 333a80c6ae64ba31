"""Faults of stored orders, their quantities and sums."""

from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, ignore_venue, on_api, on_body, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.paging import Paging
from servio_sandbox.store.refusals import Conflict

ORDERS = "/api/v1/venues/[^/]+/orders"
ORDER = ORDERS + "/[^/]+"


@fault("smoke")
def total_off_by_a_penny(sandbox: Sandbox) -> None:
    """An order's total is a penny more than subtotal and tax."""

    def add(order: dict[str, Any]) -> None:
        if "total" in order:
            order["total"] = round(order["total"] + 0.01, 2)

    on_api(sandbox, lambda answer: answer.change_data(add), ORDERS + ".*")


@fault("smoke")
def subtotal_ignores_quantity(sandbox: Sandbox) -> None:
    """An order's subtotal counts each line once, whatever its quantity."""

    def count_once(order: dict[str, Any]) -> None:
        if "items" in order:
            subtotal = round(sum(item["price"] for item in order["items"]), 2)
            order.update(subtotal=subtotal, total=round(subtotal + order["tax"], 2))

    on_api(sandbox, lambda answer: answer.change_data(count_once), ORDERS + ".*")


@fault("smoke")
def quantity_zero_accepted(sandbox: Sandbox) -> None:
    """An order for nothing of an item is accepted."""
    _take_quantity(sandbox, {0: 1})


@fault("smoke")
def quantity_negative_accepted(sandbox: Sandbox) -> None:
    """An order for less than nothing of an item is accepted."""
    _take_quantity(sandbox, {-1: 1})


@fault("smoke")
def order_of_any_venue(sandbox: Sandbox) -> None:
    """An order is found under another venue's address."""
    ignore_venue(sandbox.services.orders)


@fault("smoke")
def order_of_another_menu(sandbox: Sandbox) -> None:
    """An order names another menu than the one that was ordered from."""
    on_api(sandbox, lambda answer: answer.change_data(lambda order: order.update(menuId="another")), ORDER, "GET")


@fault("smoke")
def order_lines_misnamed(sandbox: Sandbox) -> None:
    """The lines of an order have the right prices and the name of another dish."""

    def rename(order: dict[str, Any]) -> None:
        for line in order.get("items", []):
            line["name"] = "Soup of the day"

    on_api(sandbox, lambda answer: answer.change_data(rename), ORDERS + ".*")


@fault("smoke")
def order_in_another_currency(sandbox: Sandbox) -> None:
    """An order is due in another currency than its dishes'."""
    on_api(sandbox, lambda answer: answer.change_data(lambda order: order.update(currency="JPY")), ORDER, "GET")


@fault("smoke")
def order_starts_confirmed(sandbox: Sandbox) -> None:
    """A new order is confirmed where pending is promised."""
    orders = sandbox.services.orders

    def create(venue_id: str, **fields: Any) -> Any:
        return orders.change_status(venue_id, own(venue_id, **fields)["id"], "confirmed")

    own = swap(orders, "create", create)


@fault("smoke")
def order_cancel_ignored(sandbox: Sandbox) -> None:
    """Cancelling an order answers 200 and changes nothing."""
    orders = sandbox.services.orders
    swap(orders, "change_status", lambda venue_id, order_id, _status: orders.get(venue_id, order_id))


@fault("smoke")
def order_list_without_tax(sandbox: Sandbox) -> None:
    """The list of orders shows totals without tax; an order by itself is right."""

    def cut(order: dict[str, Any]) -> None:
        order["total"] = order["subtotal"]

    on_api(sandbox, lambda answer: answer.change_data(cut), ORDERS, "GET")


@fault("smoke")
def listed_orders_always_pending(sandbox: Sandbox) -> None:
    """The list of orders shows each as pending."""
    on_api(sandbox, lambda answer: answer.change_data(lambda order: order.update(status="pending")), ORDERS, "GET")


@fault("smoke")
def order_answer_total_wrong(sandbox: Sandbox) -> None:
    """The answer to a new order has another total than the order that is stored."""

    def tax(order: dict[str, Any]) -> None:
        order["total"] = round(order["subtotal"] * 1.1, 2)

    on_api(sandbox, lambda answer: answer.change_data(tax), ORDERS, "POST")


@fault("smoke")
def quantity_above_nine_cut(sandbox: Sandbox) -> None:
    """A quantity above nine is stored as nine."""
    _take_quantity(sandbox, dict.fromkeys(range(10, 100), 9))


@fault("smoke")
def order_of_unknown_menu_accepted(sandbox: Sandbox) -> None:
    """An order of a menu that does not exist is accepted, as one of the venue's newest menu."""
    orders, menus = sandbox.services.orders, sandbox.services.menus

    def create(venue_id: str, menu_id: str, **fields: Any) -> Any:
        known = [menu["id"] for menu in menus.page(Paging(limit=100), venue_id).rows]
        return own(venue_id, menu_id=menu_id if menu_id in known else known[0], **fields)

    own = swap(orders, "create", create)


@fault("smoke")
def order_of_other_venue_accepted(sandbox: Sandbox) -> None:
    """An order of another venue's menu is accepted."""
    orders, menus = sandbox.services.orders, sandbox.services.menus

    def create(venue_id: str, menu_id: str, **fields: Any) -> Any:
        owners = {menu["id"]: menu["venueId"] for menu in menus.page(Paging(limit=100)).rows}
        return {**own(owners.get(menu_id, venue_id), menu_id=menu_id, **fields), "venueId": venue_id}

    own = swap(orders, "create", create)


@fault("smoke")
def item_of_other_venue_accepted(sandbox: Sandbox) -> None:
    """A dish of another venue's menu is accepted in an order, as the first of the menu that is ordered from."""
    orders, menus = sandbox.services.orders, sandbox.services.menus

    def create(venue_id: str, menu_id: str, items: list[dict[str, Any]], **fields: Any) -> Any:
        offered = [item["id"] for part in menus.get(venue_id, menu_id)["categories"] for item in part["items"]]
        known = [line | {"item_id": line["item_id"] if line["item_id"] in offered else offered[0]} for line in items]
        return own(venue_id, menu_id=menu_id, items=known, **fields)

    own = swap(orders, "create", create)


@fault("smoke")
def order_times_of_1970(sandbox: Sandbox) -> None:
    """An order says that it was made in 1970."""

    def age(order: dict[str, Any]) -> None:
        order.update(createdAt="1970-01-01T00:00:00Z", updatedAt="1970-01-01T00:00:00Z")

    on_api(sandbox, lambda answer: answer.change_data(age), f"{ORDERS}(/.*)?")


def _take_quantity(sandbox: Sandbox, instead: dict[int, int]) -> None:
    def replace(body: dict[str, Any]) -> None:
        for line in body.get("items", []):
            line["quantity"] = instead.get(line["quantity"], line["quantity"])

    on_body(sandbox, replace, ORDERS)


@fault("smoke")
def dear_order_500(sandbox: Sandbox) -> None:
    """An order of a thousand or more is too much for its column, and answers 500."""

    def overflow(answer: Answer) -> None:
        if answer.status == 201 and answer.json["data"]["total"] >= 1000:
            answer.replace(500, "numeric field overflow")

    on_api(sandbox, overflow, ORDERS, "POST")


@fault("smoke")
def second_category_not_ordered(sandbox: Sandbox) -> None:
    """What is in a menu's second category cannot be ordered."""

    def refuse(answer: Answer) -> None:
        if answer.status == 201 and any(item["name"] == "Dish 3" for item in answer.json["data"]["items"]):
            answer.replace(400, {"success": False, "error": {"code": "VALIDATION_ERROR", "message": "no such item"}})

    on_api(sandbox, refuse, ORDERS, "POST")


@fault("smoke")
def cancelled_order_keeps_venue(sandbox: Sandbox) -> None:
    """A venue with an order that was cancelled cannot be deleted."""
    orders, venues, kept = sandbox.services.orders, sandbox.services.venues, set[str]()

    def change(venue: str, order: str, status: str) -> Any:
        kept.add(venue)
        return own(venue, order, status)

    def delete(venue: str) -> None:
        if venue in kept:
            raise Conflict("the venue has orders")
        own_delete(venue)

    own = swap(orders, "change_status", change)
    own_delete = swap(venues, "delete", delete)
