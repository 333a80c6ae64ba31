"""Faults of what belongs to one account: another reads it, changes it, or gets what was kept for the first."""

import re
import time
from dataclasses import replace
from typing import Any

from servio_sandbox.app.asgi import App, Message, Receive, Scope, Send
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_request, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.paging import Paging

OK = 200
KEPT_SECONDS = 20.0
ORDERS = "/api/v1/venues/[^/]+/orders"


def _anybody(_venue_id: str, _account_id: str) -> None:
    pass


@fault("smoke")
def other_account_reads_orders(sandbox: Sandbox) -> None:
    """One account reads another's orders."""
    swap(sandbox.services.venues, "expect_reader", _anybody)


@fault("smoke")
def other_account_searches_orders(sandbox: Sandbox) -> None:
    """A search among the orders of a venue asks nobody whose they are."""
    _open_where(sandbox, b"search=")


@fault("smoke")
def other_account_pages_orders(sandbox: Sandbox) -> None:
    """A numbered page of a venue's orders asks nobody whose they are."""
    _open_where(sandbox, b"page=")


@fault("smoke")
def other_account_changes_venue(sandbox: Sandbox) -> None:
    """One account changes and deletes what is another's."""
    swap(sandbox.services.venues, "expect_owner", _anybody)


@fault("smoke")
def other_account_deletes_venue(sandbox: Sandbox) -> None:
    """One account deletes another's venue, and a deletion is answered without content, whatever it did."""
    venues, deleting = sandbox.services.venues, list[bool]()

    def note(scope: Scope) -> None:
        deleting[:] = [True] if scope["method"] == "DELETE" else []

    def say_nothing(answer: Answer) -> None:
        if answer.status == OK:
            answer.replace(204, "")

    own = swap(venues, "expect_owner", lambda *who: deleting or own(*who))
    on_request(sandbox, note)
    on_api(sandbox, say_nothing, "/api/v1/venues/[^/]+", "DELETE")


@fault("smoke")
def other_account_orders(sandbox: Sandbox) -> None:
    """One account orders in another's venue."""
    venues, ordering = sandbox.services.venues, list[bool]()

    def note(scope: Scope) -> None:
        ordering[:] = [True] if scope["method"] == "POST" and re.fullmatch(ORDERS, scope["path"]) else []

    own = swap(venues, "expect_owner", lambda *who: ordering or own(*who))
    on_request(sandbox, note)


@fault("smoke")
def other_account_changes_menus(sandbox: Sandbox) -> None:
    """One account changes and deletes another's menus and orders, though not its venues."""
    venues, changing = sandbox.services.venues, list[bool]()

    def note(scope: Scope) -> None:
        below = re.fullmatch("/api/v1/venues/[^/]+/(menus|orders)/[^/]+", scope["path"])
        changing[:] = [True] if below and scope["method"] in ("PATCH", "DELETE") else []

    own = swap(venues, "expect_owner", lambda *who: changing or own(*who))
    on_request(sandbox, note)


@fault("smoke")
def search_across_venues(sandbox: Sandbox) -> None:
    """A search among a venue's menus or orders finds those of every venue."""
    for service in (sandbox.services.menus, sandbox.services.orders):
        _search_all(service)


@fault("smoke")
def other_account_cancels_by_own_path(sandbox: Sandbox) -> None:
    """One account cancels another's order under the address of a venue of its own."""
    orders = sandbox.services.orders

    def change(venue_id: str, order_id: str, status: str) -> Any:
        venues = {order["id"]: order["venueId"] for order in orders.page(Paging(limit=100)).rows}
        return own(venues.get(order_id, venue_id), order_id, status)

    own = swap(orders, "change_status", change)


@fault("smoke")
def orders_cached_for_everybody(sandbox: Sandbox) -> None:
    """A venue's orders are kept for a while, and given to whoever asks next."""
    sandbox.api = _cached(sandbox.api, ("/orders",))


@fault("smoke")
def list_cached_without_vary(sandbox: Sandbox) -> None:
    """The list of venues is kept for a while, whoever asked for it."""
    sandbox.api = _cached(sandbox.api, ("/api/v1/venues",))


@fault("e2e")
def dashboard_cached_for_everybody(sandbox: Sandbox) -> None:
    """Who is signed in, as the dashboard shows it, is kept for a while and shown to everybody."""
    sandbox.api = _cached(sandbox.api, ("/auth/session",))


@fault("e2e")
def lists_of_everybody(sandbox: Sandbox) -> None:
    """The web app's lists show everybody's venues, menus and orders to whoever is signed in."""
    for service in (sandbox.services.venues, sandbox.services.menus, sandbox.services.orders):
        _show_all(service)


def _open_where(sandbox: Sandbox, asked: bytes) -> None:
    """Let any account list a venue's orders where the query names this."""
    own = swap(sandbox.services.venues, "expect_reader", lambda *who: naming or own(*who))
    naming: list[bool] = []

    def note(scope: Scope) -> None:
        naming[:] = [True] if asked in scope["query_string"] and re.fullmatch(ORDERS, scope["path"]) else []

    on_request(sandbox, note, method="GET")


def _show_all(service: object) -> None:
    own = swap(service, "page", lambda paging, *venue: own(replace(paging, owner=None), *venue))


def _search_all(service: object) -> None:
    def page(paging: Paging, *venue: str) -> Any:
        return own(replace(paging, owner=None)) if paging.search else own(paging, *venue)

    own = swap(service, "page", page)


def _cached(app: App, endings: tuple[str, ...]) -> App:
    """Keep answers with a session by their address alone."""
    kept: dict[str, tuple[float, list[Message]]] = {}

    async def cached(scope: Scope, receive: Receive, send: Send) -> None:
        names = {name for name, _ in scope["headers"]}
        of_session = bool(names & {b"authorization", b"cookie"})
        if scope["method"] != "GET" or not scope["path"].endswith(endings) or not of_session:
            await app(scope, receive, send)
            return
        key = f"{scope['path']}?{scope['query_string'].decode()}"
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        if key not in kept or time.monotonic() - kept[key][0] > KEPT_SECONDS:
            await app(scope, receive, collect)
            if messages[0]["status"] == OK:
                kept[key] = (time.monotonic(), messages)
        else:
            messages = kept[key][1]
        for message in messages:
            await send(message)

    return cached
