"""Orders: priced from the menu, to the penny."""

import json
from collections.abc import Sequence

from servio_sandbox.store.database import Connection, Database, Row
from servio_sandbox.store.menus import find_menu, read_items
from servio_sandbox.store.money import amount, tax_on
from servio_sandbox.store.paging import Json, Page, Paging, Query, read_page
from servio_sandbox.store.refusals import Conflict, Invalid, NotFound
from servio_sandbox.store.rows import changed, dated, grouped, new_id
from servio_sandbox.store.times import iso
from servio_sandbox.store.venues import find_venue, owned

NEXT = {
    "pending": {"confirmed", "cancelled"},
    "confirmed": {"preparing", "cancelled"},
    "preparing": {"ready", "cancelled"},
    "ready": {"completed", "cancelled"},
}
ORDER = "SELECT * FROM orders WHERE id = :id"
LINES = "SELECT * FROM order_lines WHERE order_id IN ({ids}) ORDER BY position"
OF_ALL_VENUES = Query(
    "orders",
    "JOIN venues ON venues.id = orders.venue_id JOIN menus ON menus.id = orders.menu_id",
    ", venues.name AS venue_name, menus.name AS menu_name",
)


class Orders:
    """Orders of the venues, as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, paging: Paging, venue_id: str | None = None) -> Page:
        """Read a page of one venue's orders, or of all with the names of venue and menu added; newest first."""
        with self._database.connect() as db:
            if venue_id is None:
                return read_page(db, _searched(owned(OF_ALL_VENUES, paging), paging), paging, _views)
            find_venue(db, venue_id)
            query = Query("orders").where("orders.venue_id = :venue", venue=venue_id)
            return read_page(db, _searched(query, paging), paging, _views)

    def get(self, venue_id: str, order_id: str) -> Json:
        """Read one; NotFound when this venue has no such order."""
        with self._database.connect() as db:
            return _views(db, [find_order(db, venue_id, order_id)])[0]

    def create(self, venue_id: str, menu_id: str, items: list[Json], customer: Json | None) -> Json:
        """Store a new one at the menu's prices of now; Invalid when menu or item are not the venue's."""
        with self._database.begin() as db:
            currency = find_venue(db, venue_id)["currency"]
            try:
                find_menu(db, venue_id, menu_id)
            except NotFound as error:
                raise Invalid("menuId", error.message) from error
            order = {"venue_id": venue_id, "menu_id": menu_id, "status": "pending", "currency": currency, **dated()}
            lines = _lines(order["id"], read_items(db, menu_id), items)
            db.insert("orders", {**order, "customer": json.dumps(customer) if customer is not None else None})
            db.insert("order_lines", *lines)
            return _view({**order, "customer": customer}, lines)

    def change_status(self, venue_id: str, order_id: str, status: str) -> Json:
        """Change the status of an order by one step; Conflict when it cannot go there from where it is."""
        with self._database.begin() as db:
            order = find_order(db, venue_id, order_id, lock=True)
            if status not in NEXT.get(order["status"], set()):
                raise Conflict(f"an order that is {order['status']} cannot become {status}")
            return _views(db, [changed(db, "orders", order, {"status": status})])[0]

    def delete(self, venue_id: str, order_id: str) -> None:
        """Delete one."""
        with self._database.begin() as db:
            find_order(db, venue_id, order_id)
            db.write("DELETE FROM orders WHERE id = :id", {"id": order_id})


def find_order(db: Connection, venue_id: str, order_id: str, *, lock: bool = False) -> Row:
    """Return the order; NotFound when this venue has none of that id. With `lock`, others wait to change it."""
    find_venue(db, venue_id)
    order = db.row(ORDER + db.lock if lock else ORDER, id=order_id)
    if not order or order["venue_id"] != venue_id:
        raise NotFound(f"venue {venue_id} has no order {order_id}")
    return order


def _searched(query: Query, paging: Paging) -> Query:
    return query.where("orders.status = :status", status=paging.search) if paging.search else query


def _lines(order_id: str, items: Sequence[Row], wanted: Sequence[Json]) -> list[Row]:
    offered = {item["id"]: item for item in items if item["is_available"]}
    lines: list[Row] = []
    for position, line in enumerate(wanted):
        item = offered.get(line["item_id"])
        if not item:
            raise Invalid(f"items.{position}.itemId", "the menu does not offer this item")
        own = {"id": new_id(), "order_id": order_id, "position": position}
        lines.append({**own, "name": item["name"], "pence": item["pence"], **line})
    return lines


def _views(db: Connection, orders: list[Row]) -> list[Json]:
    """Return orders as the API shows them."""
    lines = grouped(db, LINES, [order["id"] for order in orders], "order_id")
    return [_view(order, lines.get(order["id"], [])) for order in orders]


def _view(order: Row, lines: Sequence[Row]) -> Json:
    """Return an order with its sums."""
    subtotal = sum(line["pence"] * line["quantity"] for line in lines)
    tax = tax_on(subtotal)
    names = {"venueName": order["venue_name"], "menuName": order["menu_name"]} if "venue_name" in order else {}
    return {
        "id": order["id"],
        "venueId": order["venue_id"],
        "menuId": order["menu_id"],
        "status": order["status"],
        "items": [_line_view(line) for line in lines],
        "subtotal": amount(subtotal),
        "tax": amount(tax),
        "total": amount(subtotal + tax),
        "currency": order["currency"],
        "customer": order["customer"],
        "createdAt": iso(order["created_at"]),
        "updatedAt": iso(order["updated_at"]),
        **names,
    }


def _line_view(line: Row) -> Json:
    return {
        "id": line["id"],
        "itemId": line["item_id"],
        "name": line["name"],
        "quantity": line["quantity"],
        "price": amount(line["pence"]),
        "total": amount(line["pence"] * line["quantity"]),
        "notes": line["notes"],
    }
