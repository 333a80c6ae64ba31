"""The API origin: JSON in envelopes, all under /api/v1, and a plain-text /health."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from selftest.other_servio.app.input_parser import Body, InputParser
from selftest.other_servio.app.views import Json, Views
from selftest.other_servio.store.accounts import EMAIL, Accounts
from selftest.other_servio.store.records import Menu, Order, Venue
from selftest.other_servio.store.refusals import RefusalError, invalid, missing
from selftest.other_servio.store.shop import Shop

Record = TypeVar("Record")
LARGEST_LIMIT = 100


@dataclass(frozen=True)
class Page:
    """Which part of a list is wanted."""

    number: int
    limit: int

    def cut(self, found: Sequence[Record]) -> Sequence[Record]:
        """The part itself."""
        start = (self.number - 1) * self.limit
        return found[start : start + self.limit]


def whole(text: str) -> int | None:
    """A whole number of reasonable length, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class Api:
    """One method per endpoint, and the steps they share."""

    default_limit = 20

    def __init__(self, shop: Shop, accounts: Accounts, parser: InputParser, views: Views) -> None:
        self.shop, self.accounts, self.parser, self.views = shop, accounts, parser, views

    def app(self) -> Starlette:
        """The application; call it when everything else is in place."""
        venue = "/api/v1/venues/{venue}"
        app = Starlette(
            routes=[
                Route("/health", self.health),
                Route("/api/v1/auth/login", self.login, methods=["POST"]),
                Route("/api/v1/auth/logout", self.logout, methods=["POST"]),
                Route("/api/v1/venues", self.list_venues),
                Route("/api/v1/venues", self.create_venue, methods=["POST"]),
                Route(venue, self.read_venue),
                Route(venue, self.change_venue, methods=["PATCH"]),
                Route(venue, self.delete_venue, methods=["DELETE"]),
                Route(f"{venue}/menus", self.list_menus),
                Route(f"{venue}/menus", self.create_menu, methods=["POST"]),
                Route(f"{venue}/menus/{{menu}}", self.read_menu),
                Route(f"{venue}/menus/{{menu}}", self.delete_menu, methods=["DELETE"]),
                Route(f"{venue}/orders", self.list_orders),
                Route(f"{venue}/orders", self.create_order, methods=["POST"]),
                Route(f"{venue}/orders/{{order}}", self.read_order),
                Route(f"{venue}/orders/{{order}}/cancel", self.cancel_order, methods=["POST"]),
            ],
            exception_handlers={RefusalError: self.refuse, HTTPException: self.lost, Exception: self.broke},
        )
        app.router.redirect_slashes = False
        return app

    # Answers

    def meta(self, request: Request) -> Json:
        """What every envelope carries."""
        now = datetime.now(UTC).isoformat()
        return {"timestamp": now, "requestId": request.state.request_id, "version": "2.3"}

    def answer(self, request: Request, data: object, status: int = 200, **more_meta: object) -> Response:
        """A success."""
        return self.send({"meta": self.meta(request) | more_meta, "data": data, "success": True}, status)

    def send(self, envelope: Json, status: int) -> Response:
        """Any envelope."""
        return Response(json.dumps(envelope), status, media_type="application/json; charset=utf-8")

    def listing(self, request: Request, found: Sequence[Record]) -> Sequence[Record]:
        """The wanted part of what was found."""
        return self.page(request).cut(found)

    def pagination(self, page: Page, total: int) -> Json:
        """Where a page stands."""
        pages = -(-total // page.limit)
        return {"page": page.number, "limit": page.limit, "total": total, "totalPages": pages}

    async def refuse(self, request: Request, refusal: Exception) -> Response:
        """A RefusalError as an envelope."""
        if not isinstance(refusal, RefusalError):
            raise refusal
        error = {"code": refusal.code, "message": refusal.message, "details": dict(refusal.details)}
        return self.send({"meta": self.meta(request), "error": error, "success": False}, refusal.status)

    async def lost(self, request: Request, _error: Exception) -> Response:
        """No such path, or no such method on it."""
        return await self.refuse(request, missing("endpoint"))

    async def broke(self, request: Request, _error: Exception) -> Response:
        """Our own fault."""
        return await self.refuse(request, RefusalError("INTERNAL_ERROR", "Something went wrong on our side"))

    # Requests

    def token(self, request: Request) -> str:
        """The bearer token, or an empty text."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def require_session(self, request: Request) -> None:
        """Refuse who is not signed in; comes before every other check."""
        if not self.accounts.knows(self.token(request)):
            raise RefusalError("UNAUTHORIZED", "Sign in first")

    async def body(self, request: Request) -> Body:
        """The JSON of the request."""
        return self.parser.body(await request.body())

    def page(self, request: Request) -> Page:
        """The wanted page; limits above the largest are cut down to it."""
        number = whole(request.query_params.get("page", "1"))
        limit = whole(request.query_params.get("limit", str(self.default_limit)))
        if not number:
            raise invalid("page", "must be a whole number from 1")
        if not limit:
            raise invalid("limit", "must be a whole number from 1")
        return Page(number, min(limit, LARGEST_LIMIT))

    def search(self, request: Request) -> str:
        """The words looked for."""
        return request.query_params.get("search", "")

    def path_id(self, request: Request, name: str) -> int:
        """An id of the path; what is no number is nobody's id."""
        return whole(request.path_params[name]) or 0

    def venue(self, request: Request) -> Venue:
        """The venue of the path."""
        venue = self.shop.venue(self.path_id(request, "venue"))
        if venue is None:
            raise missing("venue")
        return venue

    def menu(self, request: Request) -> Menu:
        """The menu of the path."""
        menu = self.shop.menu(self.venue(request).id, self.path_id(request, "menu"))
        if menu is None:
            raise missing("menu")
        return menu

    def order(self, request: Request) -> Order:
        """The order of the path."""
        order = self.shop.order(self.venue(request).id, self.path_id(request, "order"))
        if order is None:
            raise missing("order")
        return order

    # Endpoints

    async def health(self, _request: Request) -> Response:
        """Up, in one word."""
        return PlainTextResponse("ok")

    async def login(self, request: Request) -> Response:
        """Trade the password for a token."""
        body = await self.body(request)
        email = self.parser.text("email", body.get("email"))
        password = self.parser.text("password", body.get("password"))
        if not self.accounts.admits(email, password):
            raise RefusalError("UNAUTHORIZED", "E-mail or password is wrong")
        return self.answer(request, {"token": self.accounts.issue(), "user": {"email": EMAIL}})

    async def logout(self, request: Request) -> Response:
        """End the token."""
        self.require_session(request)
        self.accounts.revoke(self.token(request))
        return self.answer(request, {"signedOut": True})

    async def list_venues(self, request: Request) -> Response:
        """The one thing that needs no session."""
        found = self.shop.find_venues(self.search(request))
        pagination = self.pagination(self.page(request), len(found))
        views = [self.views.venue(venue) for venue in self.listing(request, found)]
        return self.answer(request, views, pagination=pagination)

    async def create_venue(self, request: Request) -> Response:
        """Answers 201."""
        self.require_session(request)
        venue = self.shop.add_venue(self.parser.venue(await self.body(request)))
        return self.answer(request, self.views.venue(venue), 201)

    async def read_venue(self, request: Request) -> Response:
        """One venue."""
        self.require_session(request)
        return self.answer(request, self.views.venue(self.venue(request)))

    async def change_venue(self, request: Request) -> Response:
        """Some fields of a venue."""
        self.require_session(request)
        venue = self.venue(request)
        fields = self.parser.venue_changes(await self.body(request))
        return self.answer(request, self.views.venue(self.shop.change_venue(venue, fields)))

    async def delete_venue(self, request: Request) -> Response:
        """Answers 204 and no body."""
        self.require_session(request)
        self.shop.remove_venue(self.venue(request))
        return Response(status_code=204)

    async def list_menus(self, request: Request) -> Response:
        """A venue's menus."""
        self.require_session(request)
        venue = self.venue(request)
        found = self.shop.find_menus(venue.id, self.search(request))
        pagination = self.pagination(self.page(request), len(found))
        views = [self.views.menu(menu, venue.currency) for menu in self.listing(request, found)]
        return self.answer(request, views, pagination=pagination)

    async def create_menu(self, request: Request) -> Response:
        """Answers 200."""
        self.require_session(request)
        venue = self.venue(request)
        menu = self.shop.add_menu(venue, self.parser.menu(await self.body(request)))
        return self.answer(request, self.views.menu(menu, venue.currency))

    async def read_menu(self, request: Request) -> Response:
        """One menu."""
        self.require_session(request)
        return self.answer(request, self.views.menu(self.menu(request), self.venue(request).currency))

    async def delete_menu(self, request: Request) -> Response:
        """Answers 204 and no body."""
        self.require_session(request)
        self.shop.remove_menu(self.menu(request))
        return Response(status_code=204)

    async def list_orders(self, request: Request) -> Response:
        """A venue's orders."""
        self.require_session(request)
        found = self.shop.find_orders(self.venue(request).id, self.search(request))
        pagination = self.pagination(self.page(request), len(found))
        views = [self.views.order(order) for order in self.listing(request, found)]
        return self.answer(request, views, pagination=pagination)

    async def create_order(self, request: Request) -> Response:
        """Answers 200."""
        self.require_session(request)
        venue = self.venue(request)
        body = await self.body(request)
        wanted = body.get("menuId")
        menu = self.shop.menu(venue.id, wanted) if isinstance(wanted, int) else None
        if menu is None:
            raise invalid("menuId", "is not a menu of this venue")
        order = self.shop.add_order(venue, menu, self.parser.lines(body, menu))
        return self.answer(request, self.views.order(order))

    async def read_order(self, request: Request) -> Response:
        """One order."""
        self.require_session(request)
        return self.answer(request, self.views.order(self.order(request)))

    async def cancel_order(self, request: Request) -> Response:
        """Call an order off, once."""
        self.require_session(request)
        order = self.order(request)
        if order.status == "cancelled":
            raise RefusalError("CONFLICT", "The order is cancelled already")
        return self.answer(request, self.views.order(self.shop.cancel(order)))
