"""Order routes; orders name guests, so reading them needs a session too."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from servio_sandbox.api.access import ApiServices, OwnVenue, PageQuery, ReadableVenue, SignedIn
from servio_sandbox.api.bodies import NewOrder, OrderChange
from servio_sandbox.api.envelope import listing, success

router = APIRouter()
ORDERS = "/venues/{venue_id}/orders"
ORDER = ORDERS + "/{order_id}"


@router.get("/orders")
def list_all_orders(request: Request, services: ApiServices, _identity: SignedIn, paging: PageQuery) -> Response:
    """List the orders of all venues, newest first."""
    return listing(request, services.orders.page(paging))


@router.get(ORDERS)
def list_orders(request: Request, services: ApiServices, venue_id: ReadableVenue, paging: PageQuery) -> Response:
    """List the orders of a venue, newest first."""
    return listing(request, services.orders.page(paging, venue_id))


@router.post(ORDERS)
def create_order(
    request: Request, services: ApiServices, identity: SignedIn, venue_id: OwnVenue, body: NewOrder
) -> Response:
    """Create an order at the menu's prices."""
    fields = body.model_dump()
    made = services.idempotency.once(request, identity, lambda: services.orders.create(venue_id, **fields))
    return success(request, made, 201)


@router.get(ORDER)
def read_order(request: Request, services: ApiServices, venue_id: ReadableVenue, order_id: str) -> Response:
    """Read an order."""
    return success(request, services.orders.get(venue_id, order_id))


@router.patch(ORDER)
def change_order(
    request: Request, services: ApiServices, venue_id: OwnVenue, order_id: str, body: OrderChange
) -> Response:
    """Change the status of an order, one step at a time."""
    return success(request, services.orders.change_status(venue_id, order_id, body.status))


@router.post(ORDER + "/cancel")
def cancel_order(request: Request, services: ApiServices, venue_id: OwnVenue, order_id: str) -> Response:
    """Cancel an order that is not completed."""
    return success(request, services.orders.change_status(venue_id, order_id, "cancelled"))


@router.delete(ORDER)
def delete_order(request: Request, services: ApiServices, venue_id: OwnVenue, order_id: str) -> Response:
    """Delete an order."""
    services.orders.delete(venue_id, order_id)
    return success(request, {"id": order_id, "deleted": True})
