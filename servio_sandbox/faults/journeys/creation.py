"""Faults of creating venues, menus and orders: what is claimed and what is stored differ."""

import re
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit, on_body, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.paging import Paging


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
        other = next((menu["id"] for menu in others if menu["id"] != menu_id), menu_id)
        with services.database.begin() as db:
            db.update("orders", made["id"], {"menu_id": other})
        return made | {"menuId": other}

    own = swap(services.orders, "create", create)


@fault("e2e")
def double_submit(sandbox: Sandbox) -> None:
    """Pressing submit twice creates two."""
    edit(sandbox, "forms.js", "sendButton.disabled = true;", "")
    edit(sandbox, "forms.js", "await submit(values, key)", "await submit(values, crypto.randomUUID())")
