"""Venues."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from servio_sandbox.api.access import Asked, Shop, SignedIn
from servio_sandbox.api.bodies import NewVenue, VenueChange
from servio_sandbox.api.envelope import listing, success

router = APIRouter(prefix="/venues")


@router.get("")
def list_venues(request: Request, shop: Shop, paging: Asked) -> Response:
    """List venues, newest first."""
    return listing(request, shop.venues.page(paging))


@router.post("")
def create_venue(request: Request, shop: Shop, identity: SignedIn, body: NewVenue) -> Response:
    """Create a venue."""
    made = shop.idempotency.once(request, identity, lambda: shop.venues.create(body.model_dump()))
    return success(request, made, 201)


@router.get("/{venue_id}")
def read_venue(request: Request, shop: Shop, venue_id: str) -> Response:
    """Read a venue."""
    return success(request, shop.venues.get(venue_id))


@router.patch("/{venue_id}")
def change_venue(request: Request, shop: Shop, _identity: SignedIn, venue_id: str, body: VenueChange) -> Response:
    """Change a venue."""
    return success(request, shop.venues.change(venue_id, body.given()))


@router.delete("/{venue_id}")
def delete_venue(request: Request, shop: Shop, _identity: SignedIn, venue_id: str) -> Response:
    """Delete a venue, its menus and orders."""
    shop.venues.delete(venue_id)
    return success(request, {"id": venue_id, "deleted": True})
