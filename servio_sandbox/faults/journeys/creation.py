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


@fault("e2e")
def second_venue_is_the_first(sandbox: Sandbox) -> None:
    """The second venue that is made without a reload is stored as the first one again."""
    edit(sandbox, "venues.js", "export async function newVenue", "let kept;\nexport async function newVenue")
    edit(sandbox, "venues.js", 'post("/venues", values, key)', 'post("/venues", (kept ??= values), key)')


@fault("e2e")
def venue_refusal_told_as_created(sandbox: Sandbox) -> None:
    """The web app says Venue created where the API has refused it."""
    edit(sandbox, "venues.js", 'await post("/venues", values, key);',
         'await post("/venues", values, key).catch(() => {});')  # fmt: skip


@fault("e2e")
def menu_refusal_told_as_created(sandbox: Sandbox) -> None:
    """The web app says Menu created where the API has refused it."""
    edit(sandbox, "menus.js", "await post(`/venues/${chosen}/menus`, { name }, key);",
         "await post(`/venues/${chosen}/menus`, { name }, key).catch(() => {});")  # fmt: skip


@fault("e2e")
def address_loses_accents(sandbox: Sandbox) -> None:
    """The web app's form drops what is no ASCII from an address."""
    edit(sandbox, "venues.js", 'post("/venues", values, key)',
         'post("/venues", { ...values, address: values.address.replace(/[^ -~]/g, "") }, key)')  # fmt: skip


@fault("e2e")
def enter_stores_two(sandbox: Sandbox) -> None:
    """Enter in a field goes past the lock of the button: pressed twice, it stores two."""
    edit(sandbox, "forms.js", "if (sendButton.disabled) return;", "if (sendButton.disabled && !byEnter) return;")
    edit(sandbox, "forms.js", "await submit(values, key)", "await submit(values, crypto.randomUUID())")
    edit(
        sandbox,
        "forms.js",
        'element.addEventListener("submit"',
        """let byEnter = false;
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    byEnter = true;
    element.dispatchEvent(new Event("submit", { cancelable: true }));
    byEnter = false;
  });
  element.addEventListener("submit\"""",
    )


@fault("e2e")
def slow_press_stores_two(sandbox: Sandbox) -> None:
    """A form is locked for 0.3 s only: pressed again while a slow server still saves, it stores two."""
    edit(sandbox, "forms.js", "sendButton.disabled = true;",
         "sendButton.disabled = true;\n    setTimeout(() => { sendButton.disabled = false; }, 300);")  # fmt: skip
    edit(sandbox, "forms.js", "await submit(values, key)", "await submit(values, crypto.randomUUID())")
