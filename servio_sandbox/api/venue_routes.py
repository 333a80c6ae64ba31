"""Venue routes."""

from starlette.responses import Response

from servio_sandbox.api.access import Call, route
from servio_sandbox.api.envelope import listing, success

VENUES = "/api/v1/venues"
VENUE = VENUES + "/{venue_id}"


def list_venues(call: Call) -> Response:
    """List venues, newest first."""
    return listing(call.request, call.services.venues.page(call.paging()))


def create_venue(call: Call) -> Response:
    """Create a venue."""
    from servio_sandbox.api.bodies import NewVenue

    identity, venues = call.signed_in(), call.services.venues
    fields = call.body(NewVenue).everything() | {"owner_id": identity.id}
    made = call.services.idempotency.once(call.request, identity, lambda: venues.create(fields))
    return success(call.request, made, 201)


def read_venue(call: Call) -> Response:
    """Read a venue."""
    return success(call.request, call.services.venues.get(call.path["venue_id"]))


def change_venue(call: Call) -> Response:
    """Change a venue."""
    from servio_sandbox.api.bodies import VenueChange

    return success(call.request, call.services.venues.change(call.own_venue(), call.body(VenueChange).given()))


def delete_venue(call: Call) -> Response:
    """Delete a venue, its menus and orders."""
    venue_id = call.own_venue()
    call.services.venues.delete(venue_id)
    return success(call.request, {"id": venue_id, "deleted": True})


ROUTES = [
    route("GET", VENUES, list_venues),
    route("POST", VENUES, create_venue),
    route("GET", VENUE, read_venue),
    route("PATCH", VENUE, change_venue),
    route("DELETE", VENUE, delete_venue),
]
