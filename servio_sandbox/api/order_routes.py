"""Order routes; orders name guests, so reading them needs a session too."""

from starlette.responses import Response

from servio_sandbox.api.access import Call, route
from servio_sandbox.api.envelope import listing, success

ORDERS = "/api/v1/venues/{venue_id}/orders"
ORDER = ORDERS + "/{order_id}"


def list_all_orders(call: Call) -> Response:
    """List the orders of all venues, newest first."""
    call.signed_in()
    return listing(call.request, call.services.orders.page(call.paging()))


def list_orders(call: Call) -> Response:
    """List the orders of a venue, newest first."""
    venue_id = call.readable_venue()
    return listing(call.request, call.services.orders.page(call.paging(), venue_id))


def create_order(call: Call) -> Response:
    """Create an order at the menu's prices."""
    from servio_sandbox.api.bodies import NewOrder

    venue_id, identity, orders = call.own_venue(), call.signed_in(), call.services.orders
    fields = call.body(NewOrder).everything()
    made = call.services.idempotency.once(call.request, identity, lambda: orders.create(venue_id, **fields))
    return success(call.request, made, 201)


def read_order(call: Call) -> Response:
    """Read an order."""
    return success(call.request, call.services.orders.get(call.readable_venue(), call.path["order_id"]))


def change_order(call: Call) -> Response:
    """Change the status of an order, one step at a time."""
    from servio_sandbox.api.bodies import OrderChange

    venue_id, status = call.own_venue(), call.body(OrderChange).status
    return success(call.request, call.services.orders.change_status(venue_id, call.path["order_id"], status))


def cancel_order(call: Call) -> Response:
    """Cancel an order that is not completed."""
    venue_id = call.own_venue()
    return success(call.request, call.services.orders.change_status(venue_id, call.path["order_id"], "cancelled"))


def delete_order(call: Call) -> Response:
    """Delete an order."""
    call.services.orders.delete(call.own_venue(), call.path["order_id"])
    return success(call.request, {"id": call.path["order_id"], "deleted": True})


ROUTES = [
    route("GET", "/api/v1/orders", list_all_orders),
    route("GET", ORDERS, list_orders),
    route("POST", ORDERS, create_order),
    route("GET", ORDER, read_order),
    route("PATCH", ORDER, change_order),
    route("POST", f"{ORDER}/cancel", cancel_order),
    route("DELETE", ORDER, delete_order),
]
