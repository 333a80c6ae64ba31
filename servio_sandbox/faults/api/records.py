"""Faults of stored venues, menus and orders: what is lost, cut, refused, or changed along with another."""

import json
from datetime import UTC, datetime
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_body, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.paging import Paging
from servio_sandbox.store.refusals import Conflict, Invalid, NotFound

VENUES = "/api/v1/venues"
MENUS = VENUES + "/[^/]+/menus"
ORDERS = VENUES + "/[^/]+/orders"


@fault("smoke")
def order_like_one_before_lost(sandbox: Sandbox) -> None:
    """An order like one before is taken for that one, and not stored."""
    orders, made = sandbox.services.orders, dict[str, Any]()

    def create(venue_id: str, **fields: Any) -> Any:
        same = json.dumps([venue_id, fields], sort_keys=True, default=str)
        if same not in made:
            made[same] = own(venue_id, **fields)
        return made[same]

    own = swap(orders, "create", create)


@fault("smoke")
def order_cancels_the_one_before(sandbox: Sandbox) -> None:
    """A new order cancels those before it in its venue."""
    orders = sandbox.services.orders

    def create(venue_id: str, **fields: Any) -> Any:
        _write(sandbox, "UPDATE orders SET status = 'cancelled' WHERE venue_id = :id", venue_id)
        return own(venue_id, **fields)

    own = swap(orders, "create", create)


@fault("smoke")
def cancellation_of_all(sandbox: Sandbox) -> None:
    """Cancelling an order cancels every order of its venue."""
    orders = sandbox.services.orders

    def change(venue_id: str, order_id: str, status: str) -> Any:
        changed = own(venue_id, order_id, status)
        _write(sandbox, "UPDATE orders SET status = 'cancelled' WHERE venue_id = :id", venue_id)
        return changed

    own = swap(orders, "change_status", change)


@fault("smoke")
def cancelled_order_loses_lines(sandbox: Sandbox) -> None:
    """An order that is cancelled loses its lines and its sums."""
    orders = sandbox.services.orders

    def change(venue_id: str, order_id: str, status: str) -> Any:
        own(venue_id, order_id, status)
        _write(sandbox, "DELETE FROM order_lines WHERE order_id = :id", order_id)
        return orders.get(venue_id, order_id)

    own = swap(orders, "change_status", change)


@fault("smoke")
def cancellation_answers_pending(sandbox: Sandbox) -> None:
    """The answer to a cancellation says that the order is pending; what is stored is right."""
    path = f"{ORDERS}/[^/]+/cancel"
    on_api(sandbox, lambda answer: answer.change_data(lambda order: order.update(status="pending")), path, "POST")


@fault("smoke")
def order_of_customer_500(sandbox: Sandbox) -> None:
    """An order that names its customer answers 500."""

    def fail(answer: Answer) -> None:
        if answer.status == 201 and answer.json["data"]["customer"]:
            answer.replace(500, "Internal Server Error")

    on_api(sandbox, fail, ORDERS, "POST")


@fault("smoke")
def second_line_of_dish_lost(sandbox: Sandbox) -> None:
    """Of two lines of one dish an order keeps the last."""
    _take_lines(sandbox, lambda lines: list({line["itemId"]: line for line in lines}.values()))


@fault("smoke")
def fourth_line_lost(sandbox: Sandbox) -> None:
    """An order keeps its first three lines."""
    _take_lines(sandbox, lambda lines: lines[:3])


@fault("smoke")
def quantity_above_99_cut(sandbox: Sandbox) -> None:
    """A quantity above 99 is stored as 99."""
    _take_lines(sandbox, lambda lines: [line | {"quantity": min(line["quantity"], 99)} for line in lines])


@fault("smoke")
def order_above_10000_500(sandbox: Sandbox) -> None:
    """An order of ten thousand or more is too much for its column, and answers 500."""

    def overflow(answer: Answer) -> None:
        if answer.status == 201 and answer.json["data"]["total"] >= 10000:
            answer.replace(500, "numeric field overflow")

    on_api(sandbox, overflow, ORDERS, "POST")


@fault("smoke")
def price_loses_thousands(sandbox: Sandbox) -> None:
    """A price of a thousand or more loses its thousands: 1299.95 is stored as 299.95."""

    def cut(body: dict[str, Any]) -> None:
        for item in [item for category in body["categories"] for item in category["items"]]:
            item["price"] = round(item["price"] % 1000, 2)

    on_body(sandbox, cut, MENUS)


@fault("smoke")
def third_category_lost(sandbox: Sandbox) -> None:
    """A menu keeps two categories, and two dishes of each."""

    def drop(body: dict[str, Any]) -> None:
        body["categories"] = [part | {"items": part["items"][:2]} for part in body["categories"][:2]]

    on_body(sandbox, drop, MENUS)


@fault("smoke")
def next_menu_takes_dishes(sandbox: Sandbox) -> None:
    """A further menu of a venue leaves the others without dishes."""
    menus = sandbox.services.menus

    def create(venue_id: str, *fields: Any) -> Any:
        empty = "DELETE FROM categories WHERE menu_id IN (SELECT id FROM menus WHERE venue_id = :id)"
        _write(sandbox, empty, venue_id)
        return own(venue_id, *fields)

    own = swap(menus, "create", create)


@fault("smoke")
def menu_name_of_another_venue_409(sandbox: Sandbox) -> None:
    """A menu that is called as one of another venue is refused."""
    menus = sandbox.services.menus

    def create(venue_id: str, fields: dict[str, Any], *parts: Any) -> Any:
        if any(menu["name"] == fields["name"] for menu in menus.page(Paging(limit=100)).rows):
            raise Conflict("there is a menu of this name")
        return own(venue_id, fields, *parts)

    own = swap(menus, "create", create)


@fault("smoke")
def venue_change_of_all(sandbox: Sandbox) -> None:
    """A change of a venue's address changes that of every venue."""
    venues = sandbox.services.venues

    def change(venue_id: str, fields: dict[str, Any]) -> Any:
        if "address" in fields:
            _write(sandbox, "UPDATE venues SET address = :id", fields["address"])
        return own(venue_id, fields)

    own = swap(venues, "change", change)


@fault("smoke")
def venue_change_answers_old(sandbox: Sandbox) -> None:
    """The answer to a change of a venue is the venue as it was before."""
    venues = sandbox.services.venues

    def change(venue_id: str, fields: dict[str, Any]) -> Any:
        before = venues.get(venue_id)
        own(venue_id, fields)
        return before

    own = swap(venues, "change", change)


@fault("smoke")
def venue_change_moves_creation(sandbox: Sandbox) -> None:
    """A change of a venue says that it was made just now."""
    venues = sandbox.services.venues

    def change(venue_id: str, fields: dict[str, Any]) -> Any:
        return own(venue_id, fields | {"created_at": datetime.now(UTC)})

    own = swap(venues, "change", change)


@fault("smoke")
def venue_change_to_long_name_refused(sandbox: Sandbox) -> None:
    """A change of a venue's name to more than 100 characters is refused."""
    _refuse_names(sandbox, "change", 100)


@fault("smoke")
def longest_name_refused(sandbox: Sandbox) -> None:
    """A new venue's name of more than 118 characters is refused."""
    _refuse_names(sandbox, "create", 118)


@fault("smoke")
def search_knows_old_name(sandbox: Sandbox) -> None:
    """A venue that was renamed is found by its old name only."""
    first = dict[str, str]()

    def remember(venue: dict[str, Any]) -> None:
        first.setdefault(venue["id"], venue["name"])

    def lose(answer: Answer) -> None:
        search, body = answer.request.query_params.get("search", ""), answer.json
        found = [venue for venue in body["data"] if search in first.get(venue["id"], venue["name"])]
        body["pagination"]["total"] -= len(body["data"]) - len(found)
        answer.replace(answer.status, body | {"data": found})

    on_api(sandbox, lambda answer: answer.change_data(remember), VENUES, "POST")
    on_api(sandbox, lose, VENUES, "GET")


@fault("smoke")
def venue_search_counts_all(sandbox: Sandbox) -> None:
    """A search among the menus or orders of a venue finds the right ones, and counts all of them."""

    def count_all(answer: Answer) -> None:
        body = answer.json
        if "search" in answer.request.query_params:
            body["pagination"].update(total=30, totalPages=2)
            answer.replace(answer.status, body)

    on_api(sandbox, count_all, f"{MENUS}|{ORDERS}", "GET")


@fault("smoke")
def page_after_last_500(sandbox: Sandbox) -> None:
    """A page after the last one of the venues answers 500."""

    def fail(answer: Answer) -> None:
        place = answer.json["pagination"]
        if place["page"] > max(1, place["totalPages"]):
            answer.replace(500, "IndexError: list index out of range")

    on_api(sandbox, fail, VENUES, "GET")


@fault("smoke")
def list_without_orders_404(sandbox: Sandbox) -> None:
    """The list of orders of a venue that has none answers 404."""
    orders = sandbox.services.orders

    def page(paging: Paging, *venue: str) -> Any:
        found = own(paging, *venue)
        if venue and not found.total and not paging.search:
            raise NotFound("there are no orders")
        return found

    own = swap(orders, "page", page)


@fault("e2e")
def empty_order_costs(sandbox: Sandbox) -> None:
    """An order without dishes costs 2.50, of which neither its lines nor its tax tell."""

    def charge(order: dict[str, Any]) -> None:
        if order.get("items") == []:
            order["total"] = 2.5

    on_api(sandbox, lambda answer: answer.change_data(charge), f"{ORDERS}.*")


def _write(sandbox: Sandbox, sql: str, value: str) -> None:
    with sandbox.services.database.begin() as database:
        database.write(sql, {"id": value})


def _take_lines(sandbox: Sandbox, take: Any) -> None:
    on_body(sandbox, lambda body: body.update(items=take(body["items"])), ORDERS)


def _refuse_names(sandbox: Sandbox, name: str, longest: int) -> None:
    venues = sandbox.services.venues

    def refuse(*given: Any) -> Any:
        if len(given[-1].get("name", "")) > longest:
            raise Invalid("name", "is too long")
        return own(*given)

    own = swap(venues, name, refuse)
