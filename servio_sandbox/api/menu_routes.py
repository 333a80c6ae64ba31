"""Menu routes; `/menus` lists those of all venues for the web app."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from servio_sandbox.api.access import ApiServices, OwnVenue, PageQuery, SignedIn
from servio_sandbox.api.bodies import MenuChange, NewMenu
from servio_sandbox.api.envelope import listing, success

router = APIRouter()
MENUS = "/venues/{venue_id}/menus"
MENU = MENUS + "/{menu_id}"


@router.get("/menus")
def list_all_menus(request: Request, services: ApiServices, paging: PageQuery) -> Response:
    """List the menus of all venues, newest first."""
    return listing(request, services.menus.page(paging))


@router.get(MENUS)
def list_menus(request: Request, services: ApiServices, venue_id: str, paging: PageQuery) -> Response:
    """List the menus of a venue, newest first."""
    return listing(request, services.menus.page(paging, venue_id))


@router.post(MENUS)
def create_menu(
    request: Request, services: ApiServices, identity: SignedIn, venue_id: OwnVenue, body: NewMenu
) -> Response:
    """Create a menu."""
    fields = body.model_dump()
    categories = fields.pop("categories")
    made = services.idempotency.once(request, identity, lambda: services.menus.create(venue_id, fields, categories))
    return success(request, made, 201)


@router.get(MENU)
def read_menu(request: Request, services: ApiServices, venue_id: str, menu_id: str) -> Response:
    """Read a menu."""
    return success(request, services.menus.get(venue_id, menu_id))


@router.patch(MENU)
def change_menu(
    request: Request, services: ApiServices, venue_id: OwnVenue, menu_id: str, body: MenuChange
) -> Response:
    """Change a menu; categories, where given, replace the old ones."""
    fields = body.given()
    categories = body.model_dump()["categories"] if fields.pop("categories", None) is not None else None
    return success(request, services.menus.change(venue_id, menu_id, fields, categories))


@router.delete(MENU)
def delete_menu(request: Request, services: ApiServices, venue_id: OwnVenue, menu_id: str) -> Response:
    """Delete a menu and its orders."""
    services.menus.delete(venue_id, menu_id)
    return success(request, {"id": menu_id, "deleted": True})
