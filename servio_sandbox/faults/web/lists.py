"""Faults of the pages of venues, menus and orders."""

import json

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_web
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.paging import Paging

NEVER = "new Promise(() => {})"


@fault("e2e")
def script_in_name_runs(sandbox: Sandbox) -> None:
    """A script in a venue's name runs."""

    def allow(answer: Answer) -> None:
        policy = answer.headers["content-security-policy"]
        answer.headers["content-security-policy"] = policy.replace("script-src", "script-src 'unsafe-inline'")

    edit(sandbox, "lists.js", 'nameOf = (text) => h("strong", { dir: "auto" }, text);',
         'nameOf = (text) => Object.assign(h("strong", { dir: "auto" }), { innerHTML: text });')  # fmt: skip
    on_web(sandbox, allow)


@fault("e2e")
def markup_in_name(sandbox: Sandbox) -> None:
    """Markup in a name is drawn instead of shown; only the policy stops its scripts."""
    edit(sandbox, "lists.js", 'nameOf = (text) => h("strong", { dir: "auto" }, text);',
         'nameOf = (text) => Object.assign(h("strong", { dir: "auto" }), { innerHTML: text });')  # fmt: skip


@fault("e2e")
def name_cut_in_list(sandbox: Sandbox) -> None:
    """Lists show no more than the first 80 characters of a name."""
    edit(sandbox, "lists.js", 'nameOf = (text) => h("strong", { dir: "auto" }, text);',
         'nameOf = (text) => h("strong", { dir: "auto" }, text.slice(0, 80));')  # fmt: skip


@fault("e2e")
def venues_never_load(sandbox: Sandbox) -> None:
    """The page of venues waits for its list for ever."""
    edit(sandbox, "venues.js", "await list(`/venues?${pageOf(url)}`)", f"await {NEVER}")


@fault("e2e")
def orders_never_load(sandbox: Sandbox) -> None:
    """The page of orders waits for its list for ever."""
    edit(sandbox, "orders.js", "await list(`/orders?${pageOf(url)}`)", f"await {NEVER}")


@fault("e2e")
def order_menus_never_load(sandbox: Sandbox) -> None:
    """The order form never offers a menu."""
    edit(sandbox, "orders.js", "await list(`/venues/${chosen}/menus?limit=100`)", f"await {NEVER}")


@fault("e2e")
def venues_newest_missing(sandbox: Sandbox) -> None:
    """The page of venues leaves out the newest ones."""
    edit(sandbox, "venues.js", "await list(`/venues?${pageOf(url)}`)", 'await list("/venues?page=2")')


@fault("e2e")
def menus_script_error(sandbox: Sandbox) -> None:
    """A JavaScript error on the page of menus."""
    edit(sandbox, "menus.js", "const answer =", "setTimeout(() => analytics.track());\n  const answer =")


@fault("e2e")
def venues_asset_404(sandbox: Sandbox) -> None:
    """The page of venues asks for a picture that is not there (404)."""
    picture = 'Object.assign(new Image(), { src: "/assets/theme/venues.svg" })'
    edit(sandbox, "venues.js", "const answer =", f"{picture};\n  const answer =")


@fault("e2e")
def order_status_missing(sandbox: Sandbox) -> None:
    """The list of orders does not show their status."""
    edit(sandbox, "orders.js", "badge(order.status), ", "")


@fault("e2e")
def orders_not_in_navigation(sandbox: Sandbox) -> None:
    """After signing in, the navigation lacks Orders."""
    edit(sandbox, "shell.js", ', ["/orders", "Orders"]', "")


@fault("e2e")
def menus_empty_when_loaded(sandbox: Sandbox) -> None:
    """The page of menus shows none where it is loaded directly."""
    edit(sandbox, "menus.js", "await list(`/menus?${pageOf(url)}`);",
         "await list(`/menus?${pageOf(url)}`);\n"
         '  const [loaded] = performance.getEntriesByType("navigation");\n'
         '  if (new URL(loaded.name).pathname === "/menus") answer.data = [];')  # fmt: skip


@fault("e2e")
def orders_of_the_one_before(sandbox: Sandbox) -> None:
    """The browser keeps the list of orders, and shows it to whoever signs in next."""
    edit(sandbox, "orders.js", "const answer = await list(`/orders?${pageOf(url)}`);",
         'const kept = localStorage.getItem("orders");\n'
         "  const answer = kept ? JSON.parse(kept) : await list(`/orders?${pageOf(url)}`);\n"
         '  localStorage.setItem("orders", JSON.stringify(answer));')  # fmt: skip


@fault("e2e")
def order_list_always_pending(sandbox: Sandbox) -> None:
    """The list says of every order that it is pending."""
    edit(sandbox, "orders.js", "badge(order.status)", 'badge("pending")')


@fault("e2e")
def order_list_names_the_menu(sandbox: Sandbox) -> None:
    """From the third one on, orders are listed under their menu's name instead of their venue's."""
    edit(sandbox, "orders.js", "nameOf(order.venueName)",
         "nameOf(answer.data.indexOf(order) > 1 ? order.menuName : order.venueName)")  # fmt: skip


@fault("e2e")
def navigation_lost_on_forms(sandbox: Sandbox) -> None:
    """The pages of the forms show no navigation."""
    edit(sandbox, "shell.js", 'inside.push(h("nav"', 'if (!path.endsWith("/new")) inside.push(h("nav"')


@fault("e2e")
def menu_name_as_markup(sandbox: Sandbox) -> None:
    """Markup in the name of a menu is drawn instead of shown."""
    edit(sandbox, "menus.js", "nameOf(menu.name)", 'Object.assign(nameOf(""), { innerHTML: menu.name })')


@fault("e2e")
def address_as_markup(sandbox: Sandbox) -> None:
    """Markup in the address of a venue is drawn instead of shown."""
    edit(sandbox, "venues.js", 'muted([venue.address, venue.city].filter(Boolean).join(", "))',
         'Object.assign(muted(""), { innerHTML: venue.address })')  # fmt: skip


@fault("e2e")
def venue_on_dashboard_as_markup(sandbox: Sandbox) -> None:
    """Markup in the name of a venue is drawn on the dashboard instead of shown."""
    edit(sandbox, "start.js", "nameOf(venue.name)", 'Object.assign(nameOf(""), { innerHTML: venue.name })')


@fault("e2e")
def venue_of_order_as_markup(sandbox: Sandbox) -> None:
    """Markup in the name of a venue is drawn in the list of orders instead of shown."""
    edit(sandbox, "orders.js", "nameOf(order.venueName)", 'Object.assign(nameOf(""), { innerHTML: order.venueName })')


@fault("e2e")
def lists_inlined_for_everybody(sandbox: Sandbox) -> None:
    """The documents of venues and menus hold everybody's orders in inline JSON; a click fetches one's own."""
    on_web(sandbox, lambda answer: _inline_orders(sandbox, answer), "/(venues|menus)")


@fault("e2e")
def orders_inlined_for_strangers(sandbox: Sandbox) -> None:
    """The document of the list of orders, as it is kept for who has no session, holds everybody's orders."""

    def inline(answer: Answer) -> None:
        if not answer.request.cookies:
            _inline_orders(sandbox, answer)

    on_web(sandbox, inline, "/orders")


def _inline_orders(sandbox: Sandbox, answer: Answer) -> None:
    rows = [dict(row) for row in sandbox.services.orders.page(Paging(limit=20)).rows]
    data = f'<script type="application/json">{json.dumps(rows, default=str)}</script></body>'
    answer.body = answer.body.replace(b"</body>", data.encode())
