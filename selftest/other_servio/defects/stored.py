"""Defects of what the API stores and gives back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from starlette.requests import Request

from selftest.other_servio.app.input_parser import LONGEST_NAME
from selftest.other_servio.app.site import Site
from selftest.other_servio.defects.registry import Tier, defect, swap
from selftest.other_servio.store.records import LineDraft, Menu, Order, Venue
from selftest.other_servio.store.refusals import missing


# "`/venues/{id}` (`GET`, `PATCH`, `DELETE`)": PATCH changes the fields it names
@defect(
    "patch-wipes-other-fields", Tier.SMOKE, "PATCH of a venue empties address, city and country unless they are sent"
)
def patch_wipes_other_fields(site: Site) -> None:
    empty: Mapping[str, str | None] = {"address": "", "city": None, "country": None}
    swap(site.shop, "change_venue", lambda change, venue, fields: change(venue, {**empty, **fields}))


# "Everything that writes needs one" (a session)
@defect("patch-needs-no-session", Tier.SMOKE, "PATCH of a venue works without a session; POST and DELETE do not")
def patch_needs_no_session(site: Site) -> None:
    def require(require_session: Callable[[Request], None], request: Request) -> None:
        if request.method != "PATCH":
            require_session(request)

    swap(site.api, "require_session", require)


# "`/venues/{id}` (`GET`, `PATCH`, `DELETE`)"; `NOT_FOUND` 404
@defect("deleted-venue-still-readable", Tier.SMOKE, "A deleted venue leaves the lists but can be read by its id")
def deleted_venue_still_readable(site: Site) -> None:
    ghosts: dict[int, Venue] = {}

    def remove(remove_venue: Callable[[Venue], None], venue: Venue) -> None:
        if ghosts.setdefault(venue.id, venue) and venue.id in site.shop.venues:
            remove_venue(venue)

    swap(site.shop, "remove_venue", remove)
    swap(site.shop, "venue", lambda find, venue_id: find(venue_id) or ghosts.get(venue_id))


# "Deleting a venue takes its menus and orders along"
@defect("deleted-venue-leaves-orders", Tier.SMOKE, "The orders of a deleted venue can still be read by their path")
def deleted_venue_leaves_orders(site: Site) -> None:
    left: dict[int, Order] = {}

    def remove(remove_belongings: Callable[[Venue], None], venue: Venue) -> None:
        left.update((order.id, order) for order in site.shop.find_orders(venue.id))
        remove_belongings(venue)

    def find(order: Callable[[Request], Order], request: Request) -> Order:
        ghost = left.get(site.api.path_id(request, "order"))
        return ghost if ghost and ghost.venue_id == site.api.path_id(request, "venue") else order(request)

    swap(site.shop, "remove_belongings", remove)
    swap(site.api, "order", find)


# "`name` is required, 1 to 120 characters"
@defect("long-name-is-cut", Tier.SMOKE, "A name of more than 120 characters is accepted and silently cut")
def long_name_is_cut(site: Site) -> None:
    swap(site.parser, "name", lambda name, value: name(value[:LONGEST_NAME] if isinstance(value, str) else value))


# "a guest's order belongs to a venue"; `/venues/{id}/orders/{id}`; `NOT_FOUND` 404
@defect(
    "order-readable-under-any-venue", Tier.SMOKE, "An order can be read under the path of a venue that is not its own"
)
def order_readable_under_any_venue(site: Site) -> None:
    def find(_order: object, request: Request) -> Order:
        site.api.venue(request)
        order = site.shop.orders.get(site.api.path_id(request, "order"))
        if order is None:
            raise missing("order")
        return order

    swap(site.api, "order", find)


# "it starts as pending"
@defect(
    "order-with-items-starts-confirmed", Tier.SMOKE, "An order with items starts as confirmed; an empty one is pending"
)
def order_with_items_starts_confirmed(site: Site) -> None:
    def add(
        add_order: Callable[[Venue, Menu, Iterable[LineDraft]], Order],
        venue: Venue,
        menu: Menu,
        lines: Iterable[LineDraft] = (),
    ) -> Order:
        order = add_order(venue, menu, lines)
        order.status = "confirmed" if order.lines else "pending"
        return order

    swap(site.shop, "add_order", add)


# "`POST …/orders/{id}/cancel`"; `status` is one of …, cancelled
@defect("cancel-is-not-kept", Tier.SMOKE, "Cancelling answers with a cancelled order, but the order stays pending")
def cancel_is_not_kept(site: Site) -> None:
    swap(site.shop, "cancel", lambda _, order: replace(order, status="cancelled"))
