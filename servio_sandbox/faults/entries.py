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


@fault("venue-address-cut", "smoke", "a venue's address loses its last character when it is stored")
def _(sandbox: Sandbox) -> None:
    on_body(sandbox, lambda body: body.update(address=body["address"][:-1]), "/api/v1/venues")


@fault("venue-name-escaped", "smoke", "a venue's name is stored as HTML: & becomes &amp;")
def _(sandbox: Sandbox) -> None:
    own = swap(sandbox.services.venues, "create", lambda fields: own(fields | {"name": escape(fields["name"])}))


@fault("venue-change-unchecked", "smoke", "a change may empty a venue's name")
def _(sandbox: Sandbox) -> None:
    allowed = "emptied"

    def allow(body: dict[str, Any]) -> None:
        body["name"] = body["name"] or allowed

    def change(venue_id: str, fields: dict[str, Any]) -> Any:
        return own(venue_id, fields | {"name": ""} if fields.get("name") == allowed else fields)

    on_body(sandbox, allow, "/api/v1/venues/[^/]+", "PATCH")
    own = swap(sandbox.services.venues, "change", change)


@fault("menu-description-lost", "smoke", "a menu's description is not stored")
def _(sandbox: Sandbox) -> None:
    on_body(sandbox, lambda body: body.pop("description", None), MENUS)


@fault("sold-out-ignored", "smoke", "an item that is made unavailable is stored as available")
def _(sandbox: Sandbox) -> None:
    def stock(body: dict[str, Any]) -> None:
        for category in body.get("categories", []):
            for item in category["items"]:
                item["isAvailable"] = True

    on_body(sandbox, stock, MENUS)


@fault("last-items-lost", "smoke", "a menu keeps the first item of each category only")
def _(sandbox: Sandbox) -> None:
    def drop(body: dict[str, Any]) -> None:
        for category in body.get("categories", []):
            del category["items"][1:]

    on_body(sandbox, drop, MENUS)


@fault("venue-not-stored", "smoke", "creating a venue answers 201 and stores nothing")
def _(sandbox: Sandbox) -> None:
    venues = sandbox.services.venues

    def pretend(fields: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = own(fields)
        venues.delete(made["id"])
        return made

    own = swap(venues, "create", pretend)


@fault("venue-change-ignored", "smoke", "changing a venue answers 200 and changes nothing")
def _(sandbox: Sandbox) -> None:
    venues = sandbox.services.venues
    swap(venues, "change", lambda venue_id, _fields: venues.get(venue_id))


@fault("delete-keeps-venue", "smoke", "deleting a venue answers 200 and keeps it")
def _(sandbox: Sandbox) -> None:
    swap(sandbox.services.venues, "delete", sandbox.services.venues.get)


@fault("delete-refused", "smoke", "deleting a venue answers 500")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.say(500, "Internal Server Error"), "/api/v1/venues/[^/]+", "DELETE")


@fault("delete-keeps-listed", "smoke", "a deleted venue is gone, and still in the list of venues")
def _(sandbox: Sandbox) -> None:
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


@fault("delete-keeps-menus", "smoke", "the menus of a deleted venue can still be read")
def _(sandbox: Sandbox) -> None:
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


@fault("menu-of-any-venue", "smoke", "a menu is found under another venue's address")
def _(sandbox: Sandbox) -> None:
    _found_anywhere(sandbox.services.menus)


@fault("order-of-any-venue", "smoke", "an order is found under another venue's address")
def _(sandbox: Sandbox) -> None:
    _found_anywhere(sandbox.services.orders)


@fault("order-of-another-menu", "smoke", "an order names another menu than the one that was ordered from")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, lambda answer: answer.change_data(lambda order: order.update(menuId="another")), ORDERS, "GET")


@fault("order-starts-confirmed", "smoke", "a new order is confirmed where pending is promised")
def _(sandbox: Sandbox) -> None:
    orders = sandbox.services.orders

    def create(venue_id: str, **fields: Any) -> Any:
        return orders.change_status(venue_id, own(venue_id, **fields)["id"], "confirmed")

    own = swap(orders, "create", create)


@fault("order-cancel-ignored", "smoke", "cancelling an order answers 200 and changes nothing")
def _(sandbox: Sandbox) -> None:
    orders = sandbox.services.orders
    swap(orders, "change_status", lambda venue_id, order_id, _status: orders.get(venue_id, order_id))


def _found_anywhere(entries: Any) -> None:
    def get(venue_id: str, entry_id: str) -> Any:
        owners = {entry["id"]: entry["venueId"] for entry in entries.page(Paging(limit=100)).rows}
        return own(owners.get(entry_id, venue_id), entry_id)

    own = swap(entries, "get", get)
