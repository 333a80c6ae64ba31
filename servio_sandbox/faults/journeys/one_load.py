"""Faults of what is made one after the other in one load of the web app."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.faults.registry import fault

MENU = "post(`/venues/${chosen}/menus`, { name }"
ORDER = "post(`/venues/${values.venue}/orders`, { menuId: values.menu }"


@fault("e2e")
def forms_keep_old_venues(sandbox: Sandbox) -> None:
    """The venues that the forms offer are asked for once in a load of the app: a new one is not among them."""
    once = 'let kept;\nexport const venuesOnce = () => (kept ??= list("/venues?limit=100"));\n'
    sandbox.website.files["api.js"] += once
    for file in ("menus.js", "orders.js"):
        edit(sandbox, file, 'await list("/venues?limit=100")', "await venuesOnce()")
        edit(sandbox, file, "import { list, post }", "import { list, post, venuesOnce }")


@fault("e2e")
def order_form_keeps_old_menus(sandbox: Sandbox) -> None:
    """The order form asks for a venue's menus once in a load of the app: a new one is not among them."""
    edit(sandbox, "orders.js", "await list(`/venues/${chosen}/menus?limit=100`)",
         "await (menusOf[chosen] ??= list(`/venues/${chosen}/menus?limit=100`))")  # fmt: skip
    edit(sandbox, "orders.js", "export async function newOrder", "const menusOf = {};\nexport async function newOrder")


@fault("e2e")
def default_venue_unsent(sandbox: Sandbox) -> None:
    """The menu form takes a venue that was chosen, and refuses the one that stands there by default."""
    edit(sandbox, "menus.js", "  return async () => {\n    show(",
         '  let touched = "";\n  const select = venue.querySelector("select");\n'
         '  select.addEventListener("change", () => { touched = select.value; });\n'
         "  return async () => {\n    show(")  # fmt: skip
    edit(sandbox, "menus.js", 'needs("venue", "Please choose a venue.")(values)',
         'needs("venue", "Please choose a venue.")({ venue: touched })')  # fmt: skip


@fault("e2e")
def default_venue_without_menus(sandbox: Sandbox) -> None:
    """The order form asks for menus when the venue changes: those of the one that stands there never come."""
    edit(sandbox, "orders.js", "    await offer();\n", "")


@fault("e2e")
def second_menu_is_not_sent(sandbox: Sandbox) -> None:
    """The second menu made without a reload is not sent; the page says Menu created."""
    edit(sandbox, "menus.js", f"await {MENU}, key);", f"if (!sent) await {MENU}, key);\n        sent = true;")
    edit(sandbox, "menus.js", "export async function newMenu", "let sent = false;\nexport async function newMenu")


@fault("e2e")
def second_order_is_the_first(sandbox: Sandbox) -> None:
    """The second order made without a reload has the key of the first one, and is not stored."""
    edit(sandbox, "orders.js", f"{ORDER}, key);", f"{ORDER}, (kept ??= key));")
    edit(sandbox, "orders.js", "export async function newOrder", "let kept;\nexport async function newOrder")


@fault("e2e")
def second_form_stores_two(sandbox: Sandbox) -> None:
    """From the second time on that the menu form is opened in one load, what it sends is sent twice."""
    edit(sandbox, "menus.js", f"await {MENU}, key);",
         f"await Promise.all(Array.from({{ length: bound }}, () => {MENU}, crypto.randomUUID())));")  # fmt: skip
    edit(sandbox, "menus.js", "  const venue = choice(", "  bound = Math.min(bound + 1, 2);\n  const venue = choice(")
    edit(sandbox, "menus.js", "export async function newMenu", "let bound = 0;\nexport async function newMenu")


@fault("e2e")
def slow_press_stores_two_orders(sandbox: Sandbox) -> None:
    """Menu and order forms keep a second press out for 0.3 s only."""
    elsewhere = 'location.pathname !== "/venues/new"'
    unlock = "setTimeout(() => { sendButton.disabled = false; }, 300);"
    edit(sandbox, "forms.js", "sendButton.disabled = true;",
         f"sendButton.disabled = true;\n    if ({elsewhere}) {unlock}")  # fmt: skip
    edit(sandbox, "forms.js", "await submit(values, key)",
         f"await submit(values, {elsewhere} ? crypto.randomUUID() : key)")  # fmt: skip
