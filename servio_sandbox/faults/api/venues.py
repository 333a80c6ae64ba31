"""Faults of stored venues."""

from datetime import datetime, timedelta
from html import escape
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_body, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.paging import Page, Paging
from servio_sandbox.store.refusals import NotFound
from servio_sandbox.store.times import iso

VENUE = "/api/v1/venues/[^/]+"
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
    on_api(sandbox, lambda answer: answer.replace(500, "Internal Server Error"), "/api/v1/venues/[^/]+", "DELETE")


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
        answer.replace(answer.status, body)

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
def deleted_venue_lists_orders(sandbox: Sandbox) -> None:
    """The orders of a deleted venue are listed on."""
    venues, orders = sandbox.services.venues, sandbox.services.orders
    kept: dict[str, Page] = {}

    def delete(venue_id: str) -> None:
        kept[venue_id] = orders.page(Paging(), venue_id)
        delete_own(venue_id)

    delete_own = swap(venues, "delete", delete)
    page_own = swap(orders, "page", lambda paging, *venue: kept.get("".join(venue)) or page_own(paging, *venue))


@fault("smoke")
def deleted_venue_takes_writes(sandbox: Sandbox) -> None:
    """A deleted venue is changed, and takes menus and orders, as if it were there."""
    venues = sandbox.services.venues
    gone: dict[str, dict[str, Any]] = {}

    def delete(venue_id: str) -> None:
        gone[venue_id] = venues.get(venue_id)
        own(venue_id)

    def accept(answer: Answer) -> None:
        venue = gone.get(answer.request.url.path.split("/")[4])
        if venue and answer.status == 404:
            answer.replace(200, {"success": True, "data": venue, "meta": answer.json["meta"]})

    own = swap(venues, "delete", delete)
    on_api(sandbox, accept, f"{VENUE}(/menus|/orders)?", "POST|PATCH")


@fault("smoke")
def venue_list_keeps_old_name(sandbox: Sandbox) -> None:
    """The list of venues shows each by the name that it was made with."""
    first: dict[str, str] = {}

    def rename(venue: dict[str, Any]) -> None:
        venue["name"] = first.setdefault(venue["id"], venue["name"])

    on_api(sandbox, lambda answer: answer.change_data(rename), "/api/v1/venues", "GET|POST")


@fault("smoke")
def venue_list_in_another_currency(sandbox: Sandbox) -> None:
    """The list of venues shows each with the dollar as its currency, and without its address."""

    def change(venue: dict[str, Any]) -> None:
        venue.update(currency="USD", address="")

    on_api(sandbox, lambda answer: answer.change_data(change), "/api/v1/venues", "GET")


@fault("smoke")
def venue_answer_without_address(sandbox: Sandbox) -> None:
    """The answer to a new venue has an empty address; what is stored is right."""
    on_api(sandbox, lambda answer: answer.change_data(lambda venue: venue.update(address="")), "/api/v1/venues", "POST")


@fault("smoke")
def venue_change_resets_currency(sandbox: Sandbox) -> None:
    """A change of a venue that does not name its currency sets it to the euro."""
    on_body(sandbox, lambda body: body.setdefault("currency", "EUR"), VENUE, "PATCH")


@fault("smoke")
def venue_change_of_name_only(sandbox: Sandbox) -> None:
    """A change of a venue is told as kept, and only its name is."""
    on_body(sandbox, lambda body: body.pop("address", None), VENUE, "PATCH")


@fault("smoke")
def venue_change_cuts_name(sandbox: Sandbox) -> None:
    """A change to a name beyond 120 characters is cut and accepted."""
    on_body(sandbox, lambda body: body.update(name=body["name"][:120]), VENUE, "PATCH")


@fault("smoke")
def venue_times_five_hours_off(sandbox: Sandbox) -> None:
    """The times of a venue are those of another time zone, and say that they are UTC."""

    def shift(venue: dict[str, Any]) -> None:
        for name in {"createdAt", "updatedAt"} & venue.keys():
            venue[name] = iso(datetime.fromisoformat(venue[name]) - timedelta(hours=5))

    on_api(sandbox, lambda answer: answer.change_data(shift), f"{VENUE}|/api/v1/venues")
