"""Venue routes."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from servio_sandbox.api.access import ApiServices, OwnVenue, PageQuery, SignedIn
from servio_sandbox.api.bodies import NewVenue, VenueChange
from servio_sandbox.api.envelope import listing, success

router = APIRouter(prefix="/venues")


@router.get("")
def list_venues(request: Request, services: ApiServices, paging: PageQuery) -> Response:
    """List venues, newest first."""
    return listing(request, services.venues.page(paging))


@router.post("")
def create_venue(request: Request, services: ApiServices, identity: SignedIn, body: NewVenue) -> Response:
    """Create a venue."""
    fields = body.model_dump() | {"owner_id": identity.id}
    made = services.idempotency.once(request, identity, lambda: services.venues.create(fields))
    return success(request, made, 201)


@router.get("/{venue_id}")
def read_venue(request: Request, services: ApiServices, venue_id: str) -> Response:
    """Read a venue."""
    return success(request, services.venues.get(venue_id))


@router.patch("/{venue_id}")
def change_venue(request: Request, services: ApiServices, venue_id: OwnVenue, body: VenueChange) -> Response:
    """Change a venue."""
    return success(request, services.venues.change(venue_id, body.given()))


@router.delete("/{venue_id}")
def delete_venue(request: Request, services: ApiServices, venue_id: OwnVenue) -> Response:
    """Delete a venue, its menus and orders."""
    services.venues.delete(venue_id)
    return success(request, {"id": venue_id, "deleted": True})
