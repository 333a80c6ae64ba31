"""Faults that a person meets on the way: what is claimed and what is stored differ."""

import re
from contextlib import suppress
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_api, on_body, on_web, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.models import Order
from servio_sandbox.store.orders import order_view
from servio_sandbox.store.paging import Paging
from servio_sandbox.store.refusals import NotFound


@fault("e2e")
def venue_toast_lies(sandbox: Sandbox) -> None:
    """The web app says Venue created and stores nothing."""
    edit(sandbox, "venues.js", 'await post("/venues", values, key);', "")


@fault("e2e")
def venue_toast_missing(sandbox: Sandbox) -> None:
    """A venue is stored, and the web app says nothing."""
    edit(sandbox, "venues.js", 'toast("Venue created");', "")


@fault("e2e")
def menu_toast_lies(sandbox: Sandbox) -> None:
    """The web app says Menu created and stores nothing."""
    edit(sandbox, "menus.js", "await post(`/venues/${chosen}/menus`, { name }, key);", "")


@fault("e2e")
def order_toast_lies(sandbox: Sandbox) -> None:
    """The web app says Order created and stores nothing."""
    edit(sandbox, "orders.js", "await post(`/venues/${values.venue}/orders`, { menuId: values.menu }, key);", "")


@fault("e2e")
def venue_address_dropped(sandbox: Sandbox) -> None:
    """The web app's form loses the venue's address."""
    edit(sandbox, "venues.js", 'post("/venues", values, key)', 'post("/venues", { name: values.name }, key)')


@fault("e2e")
def name_loses_emoji(sandbox: Sandbox) -> None:
    """Emoji in a venue's name are stored as question marks."""

    def lose(body: dict[str, Any]) -> None:
        body["name"] = re.sub(r"[\U00010000-\U0010ffff]", "?", body["name"])

    on_body(sandbox, lose, "/api/v1/venues")


@fault("e2e")
def menu_wrong_venue(sandbox: Sandbox) -> None:
    """A menu lands in another venue than the chosen one."""
    edit(sandbox, "menus.js", "post(`/venues/${chosen}/menus`",
         'post(`/venues/${[...venue.querySelectorAll("option")].findLast((o) => o.value !== chosen).value}/menus`',
    )  # fmt: skip


@fault("e2e")
def order_wrong_menu(sandbox: Sandbox) -> None:
    """An order takes another menu than the chosen one."""
    services = sandbox.services

    def create(venue_id: str, menu_id: str, items: list[Any], customer: Any) -> Any:
        made = own(venue_id, menu_id, items, customer)
        others = (*services.menus.page(Paging(limit=100), venue_id).rows, *services.menus.page(Paging(limit=100)).rows)
        with services.database.begin() as db:
            order = db.get_one(Order, made["id"])
            order.menu_id = next((menu["id"] for menu in others if menu["id"] != menu_id), menu_id)
            return order_view(order)

    own = swap(services.orders, "create", create)


@fault("e2e")
def double_submit(sandbox: Sandbox) -> None:
    """Pressing submit twice creates two."""
    edit(sandbox, "forms.js", "sendButton.disabled = true;", "")
    edit(sandbox, "forms.js", "await submit(values, key)", "await submit(values, crypto.randomUUID())")


@fault("e2e")
def lost_after_reload(sandbox: Sandbox) -> None:
    """A new venue is in the list, and gone after a reload."""
    venues = sandbox.services.venues
    fresh: list[str] = []

    def create(fields: dict[str, Any]) -> Any:
        made = own(fields)
        fresh.append(made["id"])
        return made

    def forget(_answer: Answer) -> None:
        while fresh:
            with suppress(NotFound):
                venues.delete(fresh.pop())

    own = swap(venues, "create", create)
    on_web(sandbox, forget, "/venues")


@fault("e2e")
def others_venues_hidden(sandbox: Sandbox) -> None:
    """A new venue stays hidden from everybody but the person who made it."""
    makers: dict[str, str] = {}

    def remember(answer: Answer) -> None:
        if answer.status == 201:
            makers[answer.json["data"]["id"]] = answer.request.headers.get("cookie", "")

    def hide(answer: Answer) -> None:
        body, viewer = answer.json, answer.request.headers.get("cookie")
        if viewer and body.get("success"):
            body["data"] = [row for row in body["data"] if makers.get(row["id"], viewer) == viewer]
            answer.say(answer.status, body)

    on_api(sandbox, remember, "/api/v1/venues", "POST")
    on_api(sandbox, hide, "/api/v1/venues", "GET")


@fault("e2e")
def session_cached(sandbox: Sandbox) -> None:
    """A session that was used once outlives its revocation."""
    known: dict[str, Any] = {}

    def identify(credential: str) -> Any:
        known[credential] = known.get(credential) or own(credential)
        return known[credential]

    own = swap(sandbox.services.accounts, "identify", identify)


@fault("e2e")
def revoked_hangs(sandbox: Sandbox) -> None:
    """A session revoked under way leaves the page hanging instead of leading to login."""
    edit(sandbox, "app.js", "function signedOut() {",
         'function signedOut() {\n  if (sessionStorage.getItem("seen")) return new Promise(() => {});')  # fmt: skip
    edit(sandbox, "app.js", "document.title = title;",
         'document.title = title;\n    if (account) sessionStorage.setItem("seen", "yes");')  # fmt: skip
