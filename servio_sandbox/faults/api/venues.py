"""Faults of what is stored: venues, menus and orders."""

from html import escape
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_body, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.paging import Paging
from servio_sandbox.store.refusals import NotFound

MENUS = "/api/v1/venues/[^/]+/menus"
ORDERS = "/api/v1/venues/[^/]+/orders/[^/]+"


@fault("smoke")
def venue_address_cut(sandbox: Sandbox) -> None:
    """A venue's address loses its last character when it is stored."""
    on_body(sandbox, lambda body: body.update(address=body["address"][:-1]), "/api/v1/venues")


@fault("smoke")
def venue_name_escaped(sandbox: Sandbox) -> None:
    """A venue's name is stored as HTML: & becomes &amp;."""
    own = swap(sandbox.services.venues, "create", lambda fields: own(fields | {"name": escape(fields["name"])}))


@fault("smoke")
def venue_change_unchecked(sandbox: Sandbox) -> None:
    """A change may empty a venue's name."""
    allowed = "emptied"

    def allow(body: dict[str, Any]) -> None:
        body["name"] = body["name"] or allowed

    def change(venue_id: str, fields: dict[str, Any]) -> Any:
        return own(venue_id, fields | {"name": ""} if fields.get("name") == allowed else fields)

    on_body(sandbox, allow, "/api/v1/venues/[^/]+", "PATCH")
    own = swap(sandbox.services.venues, "change", change)


@fault("smoke")
def menu_description_lost(sandbox: Sandbox) -> None:
    """A menu's description is not stored."""
    on_body(sandbox, lambda body: body.pop("description", None), MENUS)


@fault("smoke")
def sold_out_ignored(sandbox: Sandbox) -> None:
    """An item that is made unavailable is stored as available."""

    def stock(body: dict[str, Any]) -> None:
        for category in body.get("categories", []):
            for item in category["items"]:
                item["isAvailable"] = True

    on_body(sandbox, stock, MENUS)


@fault("smoke")
def last_items_lost(sandbox: Sandbox) -> None:
    """A menu keeps the first item of each category only."""

    def drop(body: dict[str, Any]) -> None:
        for category in body.get("categories", []):
            del category["items"][1:]

    on_body(sandbox, drop, MENUS)


@fault("smoke")
def venue_not_stored(sandbox: Sandbox) -> None:
    """Creating a venue answers 201 and stores nothing."""
    venues = sandbox.services.venues

    def pretend(fields: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = own(fields)
        venues.delete(made["id"])
        return made

    own = swap(venues, "create", pretend)


@fault("smoke")
def venue_change_ignored(sandbox: Sandbox) -> None:
    """Changing a venue answers 200 and changes nothing."""
    venues = sandbox.services.venues
    swap(venues, "change", lambda venue_id, _fields: venues.get(venue_id))


@fault("smoke")
def delete_keeps_venue(sandbox: Sandbox) -> None:
    """Deleting a venue answers 200 and keeps it."""
    swap(sandbox.services.venues, "delete", sandbox.services.venues.get)


@fault("smoke")
def delete_refused(sandbox: Sandbox) -> None:
    """Deleting a venue answers 500."""
    on_api(sandbox, lambda answer: answer.say(500, "Internal Server Error"), "/api/v1/venues/[^/]+", "DELETE")


@fault("smoke")
def delete_keeps_listed(sandbox: Sandbox) -> None:
    """A deleted venue is gone, and still in the list of venues."""
    venues = sandbox.services.venues
    gone: list[dict[str, Any]] = []

    def delete(venue_id: str) -> None:
        gone.append(venues.get(venue_id))
        own(venue_id)

    def list_too(answer: Answer) -> None:
        body, search = answer.json, answer.request.query_params.get("search", "")
        body["data"] += [venue for venue in gone if search in venue["name"]]
        answer.say(answer.status, body)

    own = swap(venues, "delete", delete)
    on_api(sandbox, list_too, "/api/v1/venues", "GET")


@fault("smoke")
def delete_keeps_menus(sandbox: Sandbox) -> None:
    """The menus of a deleted venue can still be read."""
    venues, menus = sandbox.services.venues, sandbox.services.menus
    kept: dict[str, dict[str, Any]] = {}

    def delete(venue_id: str) -> None:
        kept.update({menu["id"]: menu for menu in menus.page(Paging(limit=100), venue_id).rows})
        delete_own(venue_id)

    def get(venue_id: str, menu_id: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = get_own(venue_id, menu_id)
        except NotFound:
            if menu_id not in kept:
                raise
            found = kept[menu_id]
        return found

    delete_own, get_own = swap(venues, "delete", delete), swap(menus, "get", get)


@fault("smoke")
def menu_of_any_venue(sandbox: Sandbox) -> None:
    """A menu is found under another venue's address."""
    _found_anywhere(sandbox.services.menus)


@fault("smoke")
def order_of_any_venue(sandbox: Sandbox) -> None:
    """An order is found under another venue's address."""
    _found_anywhere(sandbox.services.orders)


@fault("smoke")
def order_of_another_menu(sandbox: Sandbox) -> None:
    """An order names another menu than the one that was ordered from."""
    on_api(sandbox, lambda answer: answer.change_data(lambda order: order.update(menuId="another")), ORDERS, "GET")


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


def _found_anywhere(entries: Any) -> None:
    def get(venue_id: str, entry_id: str) -> Any:
        owners = {entry["id"]: entry["venueId"] for entry in entries.page(Paging(limit=100)).rows}
        return own(owners.get(entry_id, venue_id), entry_id)

    own = swap(entries, "get", get)
