"""Defects that only show on a way through the forms and lists."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from selftest.other_servio.app.site import Site
from selftest.other_servio.defects.registry import Tier, defect, swap
from selftest.other_servio.store.records import Menu, Order, Venue
from selftest.other_servio.store.refusals import RefusalError
from selftest.other_servio.store.sessions import Session

DATABASE_URL = "postgresql://servio_app:0therServioDbPass@10.0.3.7:5432/servio"


# "→ the text **Venue created** appears"
@defect("venue-created-unsaid", Tier.E2E, "A new venue is stored and listed, but nothing says Venue created")
def venue_created_unsaid(site: Site) -> None:
    def store(store: Callable[..., None], session: Session, *rest: object) -> None:
        store(session, *rest)
        session.banner = None if session.banner == "Venue created" else session.banner

    swap(site.web, "store", store)


# "and the venue is in the list, also after a reload"
@defect(
    "venue-gone-after-reload", Tier.E2E, "A new venue is listed once; from the next look at the list on it is missing"
)
def venue_gone_after_reload(site: Site) -> None:
    shown: set[int] = set()
    lasting = set(site.shop.venues)

    def newest(newest: Callable[[], list[Venue]]) -> list[Venue]:
        venues = [venue for venue in newest() if venue.id in lasting or venue.id not in shown]
        shown.update(venue.id for venue in venues)
        return venues

    swap(site.web, "newest_venues", newest)


# "A list shows its newest entries without paging: a venue by its name"
@defect("list-shows-oldest-venues", Tier.E2E, "The list of venues shows the twenty oldest, so a new one is missing")
def list_shows_oldest_venues(site: Site) -> None:
    swap(site.web, "newest_venues", lambda _: list(site.shop.venues.values())[:20])


# "Where the form has `select[name="venue"]`, it chooses the menu's venue"
@defect("menu-ignores-chosen-venue", Tier.E2E, "A menu made in the web app always goes to the first venue")
def menu_ignores_chosen_venue(site: Site) -> None:
    swap(site.web, "write_menu", lambda write, _venue, name: write("", name))


# "its first option is the default"
@defect(
    "menu-default-is-the-last-venue", Tier.E2E, "The venue select has its last option selected instead of its first"
)
def menu_default_is_the_last_venue(site: Site) -> None:
    options = site.web.parts["venue-options"]

    def last_selected(request: Request) -> str:
        first, option, last = options(request).rpartition("<option")
        return f"{first}{option} selected{last}" if option else first

    site.web.parts["venue-options"] = last_selected


# "`select[name="venue"]`, `select[name="menu"]` (options labelled by name)"
@defect("options-labelled-by-id", Tier.E2E, "The options of venues and menus are labelled by id instead of by name")
def options_labelled_by_id(site: Site) -> None:
    swap(site.markup, "option", lambda option, key, _label: option(key, f"No. {key}"))


# "Orders → **Create Order** → `select[name="venue"]`, `select[name="menu"]`"
@defect("new-menu-is-not-offered", Tier.E2E, "The order form does not offer menus that have no dishes, as new ones are")
def new_menu_is_not_offered(site: Site) -> None:
    def options(request: Request) -> str:
        menus = site.shop.find_menus(site.web.chosen(request.query_params.get("venue", "")))
        return site.markup.options([menu for menu in menus if menu.categories])

    site.web.parts["menu-options"] = options


# "submit → **Order created**"; "A list shows its newest entries …: an order by its venue's name and its status"
@defect("order-created-is-a-lie", Tier.E2E, "The web app says Order created and stores no order")
def order_created_is_a_lie(site: Site) -> None:
    swap(site.web, "write_order", lambda *_: None)


# "an order by its venue's name and its status"
@defect("order-listed-without-status", Tier.E2E, "The table of orders leaves the status empty")
def order_listed_without_status(site: Site) -> None:
    def row(row: Callable[[Order, Menu, Venue], str], order: Order, menu: Menu, venue: Venue) -> str:
        return row(order, menu, venue).replace(f"<td>{order.status}</td>", "<td></td>")

    swap(site.markup, "order_row", row)


# "A form that is refused shows why (`role=alert`)"
@defect("refused-venue-without-alert", Tier.E2E, "A venue form that is refused comes back without saying why")
def refused_venue_without_alert(site: Site) -> None:
    swap(site.markup, "venue_form", lambda form, once, name="", address="", _why=None: form(once, name, address))


# "A form that is refused shows why and stores nothing"
@defect("refused-venue-is-stored", Tier.E2E, "A venue form that is refused shows the alert and stores the venue anyway")
def refused_venue_is_stored(site: Site) -> None:
    def write(write: Callable[[str, str], None], name: str, address: str) -> None:
        try:
            write(name, address)
        except RefusalError:
            site.shop.add_venue({"name": name, "address": address})
            raise

    swap(site.web, "write_venue", write)


# "Pressing submit twice stores one thing"
@defect(
    "submit-twice-stores-two", Tier.E2E, "Web forms answer half a second late, and pressing submit again stores again"
)
def submit_twice_stores_two(site: Site) -> None:
    def store(_store: object, session: Session, _form: object, write: Callable[[], None], message: str) -> None:
        write()
        session.banner = message

    def slow(app: ASGIApp) -> ASGIApp:
        async def slowed(scope: Scope, receive: Receive, send: Send) -> None:
            await app(scope, receive, later(send, 0.5) if scope["method"] == "POST" else send)

        return slowed

    swap(site.web, "store", store)
    site.web_layers.append(slow)


def later(send: Send, seconds: float) -> Send:
    """Send, a moment after everything is done."""

    async def delayed(message: Message) -> None:
        await asyncio.sleep(seconds)
        await send(message)

    return delayed


# "Home, login, dashboard and the forms … can be used by keyboard alone"
@defect("create-menu-by-mouse-only", Tier.E2E, "Create Menu is a text that a click opens and no key can reach")
def create_menu_by_mouse_only(site: Site) -> None:
    text = '<p><span data-opens="menu-form">Create Menu</span></p>'
    swap(site.markup, "menu_opener", lambda _: text)


# "Only the `NEXT_PUBLIC_*` values may ever reach a browser"
@defect("secret-in-order-page-data", Tier.E2E, "Inline JSON of the page of orders holds the DATABASE_URL")
def secret_in_order_page_data(site: Site) -> None:
    data = f'\n<script type="application/json" id="boot">{{"source":"{DATABASE_URL}"}}</script>'
    swap(site.markup, "orders", lambda orders, *parts: orders(*parts) + data)
