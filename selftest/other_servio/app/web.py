"""The web origin: server-rendered pages, sessions of its own, lists that arrive late."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from selftest.other_servio.app.input_parser import InputParser
from selftest.other_servio.app.markup import Markup
from selftest.other_servio.store.accounts import Accounts
from selftest.other_servio.store.records import Menu, Order, Venue
from selftest.other_servio.store.refusals import RefusalError, invalid
from selftest.other_servio.store.sessions import Session, Sessions
from selftest.other_servio.store.shop import Shop

SESSION_COOKIE = "kitchen_pass"
THEME_COOKIE = "theme"
NEWEST = 60
ASSETS = {
    "app.js": "text/javascript",
    "late_hydration.js": "text/javascript",
    "style.css": "text/css",
    "logo.svg": "image/svg+xml",
}
Form = dict[str, str]


class SignedOutError(Exception):
    """A page that needs a session was asked for without one."""


class HungUp(Response):
    """What a careful server answers to who looks for forgotten files: it hangs up under way."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Promise a byte and send none."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})


class Web:
    """One method per page, and the steps they share."""

    arrival = "/app/dashboard-home"

    def __init__(self, shop: Shop, accounts: Accounts, parser: InputParser, markup: Markup, late_ms: int) -> None:
        self.shop, self.accounts, self.parser, self.markup = shop, accounts, parser, markup
        self.late_ms = late_ms
        self.sessions = Sessions()
        folder = Path(__file__).parent / "static"
        self.assets = {name: (kind, (folder / name).read_text(encoding="utf-8")) for name, kind in ASSETS.items()}
        self.parts: dict[str, Callable[[Request], str]] = {
            "venues": self.venue_rows,
            "menus": self.menu_rows,
            "orders": self.order_rows,
            "venue-options": self.venue_options,
            "menu-options": self.menu_options,
        }

    def app(self) -> Starlette:
        """The application; call it when everything else is in place."""
        app = Starlette(
            routes=[
                Route("/", self.home),
                Route("/health", self.health),
                Route("/static/{name}", self.asset),
                Route("/.env", self.hang_up),
                Route("/login", self.login_page),
                Route("/login", self.login, methods=["POST"]),
                Route("/dashboard", self.to_dashboard),
                Route("/app/dashboard-home", self.dashboard),
                Route("/app/leave", self.leave, methods=["POST"]),
                Route("/app/venues", self.venues_page),
                Route("/app/venues/new", self.venue_page),
                Route("/app/venues/new", self.create_venue, methods=["POST"]),
                Route("/app/menus", self.menus_page),
                Route("/app/menus", self.create_menu, methods=["POST"]),
                Route("/app/orders", self.orders_page),
                Route("/app/orders/new", self.order_page),
                Route("/app/orders/new", self.create_order, methods=["POST"]),
                Route("/app/part/{name}", self.part),
            ],
            exception_handlers={SignedOutError: self.to_login, HTTPException: self.lost},
        )
        app.router.redirect_slashes = False
        return app

    # Shared steps

    def session(self, request: Request) -> Session:
        """The session of the request."""
        session = self.sessions.find(request.cookies.get(SESSION_COOKIE, ""))
        if session is None:
            raise SignedOutError
        return session

    def go(self, url: str) -> Response:
        """Another page, by GET."""
        return RedirectResponse(url, 303)

    def page(self, html: str) -> Response:
        """A page that no cache keeps."""
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    async def form(self, request: Request) -> Form:
        """The fields of a posted form."""
        return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))

    def first(self, request: Request, part: str) -> str | None:
        """A part at once, for who runs no script; else it comes late."""
        return self.parts[part](request) if "plain" in request.query_params else None

    def store(self, session: Session, form: Form, write: Callable[[], None], message: str) -> None:
        """Store a form unless it has been; either way the message waits on the next page."""
        once = form.get("once", "")
        if once not in session.done:
            if not session.may_store(once):
                raise RefusalError("CONFLICT", "This form is too old: please fill it in again")
            write()
            session.stored(once, message)
        session.banner = session.done[once]

    def once(self, session: Session, form: Form) -> str:
        """The token of a form that is shown again."""
        once = form.get("once", "")
        return once if session.may_store(once) else session.new_form()

    def chosen(self, value: str) -> int:
        """An id from a select; nothing chosen is nobody's id."""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0

    async def to_login(self, _request: Request, _error: Exception) -> Response:
        """Off to the door."""
        return self.go("/login?reason=signin")

    async def lost(self, _request: Request, _error: Exception) -> Response:
        """No such page."""
        return HTMLResponse(self.markup.outside("Not here", "<h1>Nothing on this plate</h1>"), 404)

    # Outside

    async def home(self, _request: Request) -> Response:
        """The front door."""
        return HTMLResponse(self.markup.home())

    async def health(self, _request: Request) -> Response:
        """Up, in one word."""
        return PlainTextResponse("ok")

    async def hang_up(self, _request: Request) -> Response:
        """Nothing here is meant for anybody."""
        return HungUp()

    async def asset(self, request: Request) -> Response:
        """A script, style or picture."""
        name = request.path_params["name"]
        if name not in self.assets:
            raise HTTPException(404)
        kind, text = self.assets[name]
        return Response(text, media_type=kind)

    async def login_page(self, request: Request) -> Response:
        """The sign-in form."""
        sent_here = request.query_params.get("reason") == "signin"
        return self.page(self.markup.login(notice="Please sign in first." if sent_here else None))

    async def login(self, request: Request) -> Response:
        """A session, or the form again with the reason."""
        form = await self.form(request)
        email = form.get("email", "")
        try:
            if not self.accounts.admits(email, form.get("password", "")):
                return self.page(self.markup.login(email, "That e-mail and password do not match."))
        except RefusalError as refusal:
            return HTMLResponse(self.markup.login(email, refusal.message), refusal.status)
        return self.let_in(self.go(self.arrival))

    def let_in(self, answer: Response) -> Response:
        """Set the session cookie, and one for the looks that scripts may read."""
        answer.set_cookie(SESSION_COOKIE, self.sessions.begin(), httponly=True, samesite="strict")
        answer.set_cookie(THEME_COOKIE, "paper", samesite="lax")
        return answer

    async def leave(self, request: Request) -> Response:
        """End the session here and in the browser."""
        self.sessions.end(request.cookies.get(SESSION_COOKIE, ""))
        answer = self.go("/")
        answer.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
        return answer

    # Inside

    async def to_dashboard(self, request: Request) -> Response:
        """The short address."""
        self.session(request)
        return self.go(self.arrival)

    async def dashboard(self, request: Request) -> Response:
        """Where sign-in leads."""
        session = self.session(request)
        latest = list(reversed(self.shop.find_venues()))[:3]
        counts = f"{len(self.shop.venues)} venues, {len(self.shop.menus)} menus and {len(self.shop.orders)} orders."
        return self.page(self.markup.inside("Today", session.take_banner(), self.markup.dashboard(latest, counts)))

    async def venues_page(self, request: Request) -> Response:
        """The list of venues."""
        session = self.session(request)
        body = self.markup.venues(self.first(request, "venues"), self.first(request, "venue-options"))
        return self.page(self.markup.inside("Where you serve", session.take_banner(), body))

    async def venue_page(self, request: Request) -> Response:
        """The form of a venue."""
        session = self.session(request)
        return self.page(self.markup.inside("A new place", None, self.markup.venue_form(session.new_form())))

    async def create_venue(self, request: Request) -> Response:
        """Store a venue, or show the form again with the reason."""
        session, form = self.session(request), await self.form(request)
        name, address = form.get("name", ""), form.get("address", "")
        try:
            self.store(session, form, lambda: self.write_venue(name, address), "Venue created")
        except RefusalError as refusal:
            body = self.markup.venue_form(self.once(session, form), name, address, refusal.message)
            return self.page(self.markup.inside("A new place", None, body))
        return self.go("/app/venues")

    def write_venue(self, name: str, address: str) -> None:
        """Check and store."""
        self.shop.add_venue(self.parser.venue({"name": name, "address": address}))

    async def menus_page(self, request: Request) -> Response:
        """The list of menus with its dialog."""
        session = self.session(request)
        form = self.markup.menu_form(session.new_form(), self.first(request, "venue-options"))
        rows = self.first(request, "menus")
        body = self.markup.menus(form, rows, is_open="new" in request.query_params)
        return self.page(self.markup.inside("What you serve", session.take_banner(), body))

    async def create_menu(self, request: Request) -> Response:
        """Store a menu, or show the dialog again with the reason."""
        session, form = self.session(request), await self.form(request)
        name = form.get("name", "")
        try:
            self.store(session, form, lambda: self.write_menu(form.get("venue", ""), name), "Menu created")
        except RefusalError as refusal:
            choices = self.parts["venue-options"](request)
            again = self.markup.menu_form(self.once(session, form), choices, name, refusal.message)
            body = self.markup.menus(again, None, is_open=True)
            return self.page(self.markup.inside("What you serve", None, body))
        return self.go("/app/menus")

    def write_menu(self, venue_id: str, name: str) -> None:
        """Check and store; where the choices had not arrived yet, the first one is the default."""
        venues = self.venues_by_name()
        venue = self.shop.venue(self.chosen(venue_id)) if venue_id else next(iter(venues), None)
        if venue is None:
            raise invalid("venue", "choose where the menu is served")
        self.shop.add_menu(venue, self.parser.menu({"name": name}))

    async def orders_page(self, request: Request) -> Response:
        """The table of orders."""
        session = self.session(request)
        body = self.markup.orders(self.first(request, "orders"), self.first(request, "venue-options"))
        return self.page(self.markup.inside("What they had", session.take_banner(), body))

    async def order_page(self, request: Request) -> Response:
        """The form of an order."""
        session = self.session(request)
        venues = self.first(request, "venue-options")
        menus = None if venues is None else self.grouped_menus()
        body = self.markup.order_form(session.new_form(), venues, menus)
        return self.page(self.markup.inside("A new ticket", None, body))

    async def create_order(self, request: Request) -> Response:
        """Store an order, or show the form again with the reason."""
        session, form = self.session(request), await self.form(request)
        venue_id, menu_id = self.chosen(form.get("venue", "")), self.chosen(form.get("menu", ""))
        try:
            self.store(session, form, lambda: self.write_order(venue_id, menu_id), "Order created")
        except RefusalError as refusal:
            body = self.markup.order_form(self.once(session, form), None, None, refusal.message)
            return self.page(self.markup.inside("A new ticket", None, body))
        return self.go("/app/orders")

    def write_order(self, venue_id: int, menu_id: int) -> None:
        """Check and store."""
        venue, menu = self.shop.venue(venue_id), self.shop.menu(venue_id, menu_id)
        if venue is None or menu is None:
            raise invalid("menu", "choose a place and one of its cards")
        self.shop.add_order(venue, menu)

    # What arrives late

    async def part(self, request: Request) -> Response:
        """A fragment of HTML, a moment after the page."""
        self.session(request)
        part = self.parts.get(request.path_params["name"])
        if part is None:
            raise HTTPException(404)
        await asyncio.sleep(self.late_ms / 1000)
        return self.page(part(request))

    def newest_venues(self) -> list[Venue]:
        """Venues as listed."""
        return list(reversed(self.shop.venues.values()))[:NEWEST]

    def newest_menus(self) -> list[Menu]:
        """Menus as listed."""
        return list(reversed(self.shop.menus.values()))[:NEWEST]

    def newest_orders(self) -> list[Order]:
        """Orders as listed."""
        return list(reversed(self.shop.orders.values()))[:NEWEST]

    def venues_by_name(self) -> list[Venue]:
        """Venues as choices."""
        return sorted(self.shop.venues.values(), key=lambda venue: (venue.name.casefold(), venue.id))

    def venue_rows(self, _request: Request) -> str:
        """The newest venues."""
        return "".join(self.markup.venue_row(venue) for venue in self.newest_venues())

    def menu_rows(self, _request: Request) -> str:
        """The newest menus."""
        menus = self.newest_menus()
        rows = (self.markup.menu_row(menu, self.shop.venues[menu.venue_id]) for menu in menus)
        return self.markup.menu_rows("".join(rows))

    def order_rows(self, _request: Request) -> str:
        """The newest orders."""
        rows = (
            self.markup.order_row(order, self.shop.menus[order.menu_id], self.shop.venues[order.venue_id])
            for order in self.newest_orders()
        )
        return self.markup.order_rows("".join(rows))

    def venue_options(self, _request: Request) -> str:
        """The choice of venues."""
        return self.markup.options(self.venues_by_name())

    def menu_options(self, request: Request) -> str:
        """The choice of a venue's menus."""
        return self.markup.options(self.shop.find_menus(self.chosen(request.query_params.get("venue", ""))))

    def grouped_menus(self) -> str:
        """The choice of every menu, under its venue."""
        groups = ((venue, self.shop.find_menus(venue.id)) for venue in self.venues_by_name())
        return "".join(self.markup.group(venue, menus) for venue, menus in groups if menus)
