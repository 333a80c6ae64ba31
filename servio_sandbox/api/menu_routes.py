"""Menu routes; `/menus` lists those of all venues for the web app."""

from starlette.responses import Response

from servio_sandbox.api.access import Call, route
from servio_sandbox.api.envelope import listing, success

MENUS = "/api/v1/venues/{venue_id}/menus"
MENU = MENUS + "/{menu_id}"


def list_all_menus(call: Call) -> Response:
    """List the menus of all venues, newest first."""
    return listing(call.request, call.services.menus.page(call.paging()))


def list_menus(call: Call) -> Response:
    """List the menus of a venue, newest first."""
    return listing(call.request, call.services.menus.page(call.paging(), call.path["venue_id"]))


def create_menu(call: Call) -> Response:
    """Create a menu."""
    from servio_sandbox.api.bodies import NewMenu

    venue_id, identity, menus = call.own_venue(), call.signed_in(), call.services.menus
    fields = call.body(NewMenu).everything()
    categories = fields.pop("categories")
    made = call.services.idempotency.once(call.request, identity, lambda: menus.create(venue_id, fields, categories))
    return success(call.request, made, 201)


def read_menu(call: Call) -> Response:
    """Read a menu."""
    return success(call.request, call.services.menus.get(call.path["venue_id"], call.path["menu_id"]))


def change_menu(call: Call) -> Response:
    """Change a menu; categories, where given, replace the old ones."""
    from servio_sandbox.api.bodies import MenuChange

    venue_id, fields = call.own_venue(), call.body(MenuChange).given()
    categories = fields.pop("categories", None)
    return success(call.request, call.services.menus.change(venue_id, call.path["menu_id"], fields, categories))


def delete_menu(call: Call) -> Response:
    """Delete a menu and its orders."""
    call.services.menus.delete(call.own_venue(), call.path["menu_id"])
    return success(call.request, {"id": call.path["menu_id"], "deleted": True})


ROUTES = [
    route("GET", "/api/v1/menus", list_all_menus),
    route("GET", MENUS, list_menus),
    route("POST", MENUS, create_menu),
    route("GET", MENU, read_menu),
    route("PATCH", MENU, change_menu),
    route("DELETE", MENU, delete_menu),
]
