"""Orders: priced from the menu, to the penny."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from servio_sandbox.store.database import Database, Transaction
from servio_sandbox.store.menus import find_menu
from servio_sandbox.store.models import Menu, Order, OrderLine
from servio_sandbox.store.money import amount, tax_on
from servio_sandbox.store.paging import Json, Page, Paging, read_page
from servio_sandbox.store.refusals import Conflict, Invalid, NotFound
from servio_sandbox.store.times import iso
from servio_sandbox.store.venues import find_venue, owned

NEXT = {
    "pending": {"confirmed", "cancelled"},
    "confirmed": {"preparing", "cancelled"},
    "preparing": {"ready", "cancelled"},
    "ready": {"completed", "cancelled"},
}


class Orders:
    """Orders of the venues, as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, paging: Paging, venue_id: str | None = None) -> Page:
        """Read a page of one venue's orders, or of all with the names of venue and menu added; newest first."""
        query = select(Order)
        if paging.search:
            query = query.where(Order.status == paging.search)
        with self._database.begin() as db:
            if venue_id is None:
                named = owned(query.join(Order.venue), paging).options(joinedload(Order.venue), joinedload(Order.menu))
                return read_page(db, named, Order, paging, _with_names)
            find_venue(db, venue_id)
            return read_page(db, query.where(Order.venue_id == venue_id), Order, paging, order_view)

    def get(self, venue_id: str, order_id: str) -> Json:
        """Read one; NotFound when this venue has no such order."""
        with self._database.begin() as db:
            return order_view(find_order(db, venue_id, order_id))

    def create(self, venue_id: str, menu_id: str, items: list[Json], customer: Json | None) -> Json:
        """Store a new one at the menu's prices of now; Invalid when menu or item are not the venue's."""
        with self._database.begin() as db:
            currency = find_venue(db, venue_id).currency
            try:
                menu = find_menu(db, venue_id, menu_id)
            except NotFound as error:
                raise Invalid("menuId", error.message) from error
            order = Order(
                venue_id=venue_id, menu_id=menu_id, currency=currency, customer=customer, lines=_lines(menu, items)
            )
            db.add(order)
            db.flush()
            return order_view(order)

    def change_status(self, venue_id: str, order_id: str, status: str) -> Json:
        """Change the status of an order by one step; Conflict when it cannot go there from where it is."""
        with self._database.begin() as db:
            order = find_order(db, venue_id, order_id, lock=True)
            if status not in NEXT.get(order.status, set()):
                raise Conflict(f"an order that is {order.status} cannot become {status}")
            order.status = status
            db.flush()
            return order_view(order)

    def delete(self, venue_id: str, order_id: str) -> None:
        """Delete one."""
        with self._database.begin() as db:
            db.delete(find_order(db, venue_id, order_id))


def find_order(db: Transaction, venue_id: str, order_id: str, *, lock: bool = False) -> Order:
    """Return the order; NotFound when this venue has none of that id. With `lock`, others wait to change it."""
    find_venue(db, venue_id)
    order = db.get(Order, order_id, with_for_update=lock or None)
    if not order or order.venue_id != venue_id:
        raise NotFound(f"venue {venue_id} has no order {order_id}")
    return order


def _lines(menu: Menu, wanted: list[Json]) -> list[OrderLine]:
    offered = {item.id: item for category in menu.categories for item in category.items}
    lines = []
    for position, line in enumerate(wanted):
        item = offered.get(line["item_id"])
        if not item or not item.is_available:
            raise Invalid(f"items.{position}.itemId", "the menu does not offer this item")
        lines.append(OrderLine(position=position, name=item.name, pence=item.pence, **line))
    return lines


def order_view(order: Order) -> Json:
    """Return an order as the API shows it, with its sums."""
    subtotal = sum(line.pence * line.quantity for line in order.lines)
    tax = tax_on(subtotal)
    return {
        "id": order.id,
        "venueId": order.venue_id,
        "menuId": order.menu_id,
        "status": order.status,
        "items": [_line_view(line) for line in order.lines],
        "subtotal": amount(subtotal),
        "tax": amount(tax),
        "total": amount(subtotal + tax),
        "currency": order.currency,
        "customer": order.customer,
        "createdAt": iso(order.created_at),
        "updatedAt": iso(order.updated_at),
    }


def _line_view(line: OrderLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "itemId": line.item_id,
        "name": line.name,
        "quantity": line.quantity,
        "price": amount(line.pence),
        "total": amount(line.pence * line.quantity),
        "notes": line.notes,
    }


def _with_names(order: Order) -> Json:
    return {**order_view(order), "venueName": order.venue.name, "menuName": order.menu.name}
