"""Faults of Back, Forward, Reload, and of pages that are loaded directly."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.faults.registry import fault

LEAVE_BLANK = "turn += 1;\n    document.getElementById('main').replaceChildren();"
"""What is being drawn is dropped as if it came too late."""


@fault("e2e")
def back_blank(sandbox: Sandbox) -> None:
    """The page of venues stays blank after Back."""
    sandbox.website.files["app.js"] += f"""
window.addEventListener("popstate", () => {{
  if (location.pathname === "/venues") {{
    {LEAVE_BLANK}
  }}
}});
"""


@fault("e2e")
def forward_blank(sandbox: Sandbox) -> None:
    """The page of menus stays blank after Forward."""
    edit(sandbox, "app.js", 'history.pushState(null, "", path);', 'history.pushState({ place: ++place }, "", path);')
    sandbox.website.files["app.js"] = f"let place = 0;\n{sandbox.website.files['app.js']}"
    sandbox.website.files["app.js"] += f"""
window.addEventListener("popstate", ({{ state }}) => {{
  const before = place;
  place = state?.place ?? 0;
  if (place > before && location.pathname === "/menus") {{
    {LEAVE_BLANK}
  }}
}});
"""


@fault("e2e")
def reload_midway_blank(sandbox: Sandbox) -> None:
    """The page of orders stays blank where it is loaded anew while it still loads."""
    edit(sandbox, "app.js", "draw({ focus: false });",
         'if (location.pathname !== "/orders" || !sessionStorage.getItem("loads")) draw({ focus: false });\n'
         'if (location.pathname === "/orders") sessionStorage.setItem("loads", "yes");\n'
         'setTimeout(() => sessionStorage.removeItem("loads"), 1000);')  # fmt: skip


@fault("e2e")
def menus_hydration(sandbox: Sandbox) -> None:
    """The page of menus does not hydrate where it is loaded directly; a click leads there without a word."""
    edit(sandbox, "menus.js", "const answer =",
         'const { pathname } = new URL(performance.getEntriesByType("navigation")[0].name);\n'
         '  if (pathname === "/menus") console.error(`Hydration failed: ${location.origin}`);\n'
         "  const answer =")  # fmt: skip


@fault("e2e")
def forms_blank_when_loaded(sandbox: Sandbox) -> None:
    """The pages of the forms stay blank where they are loaded directly; by a click they are well."""
    edit(
        sandbox, "app.js", "draw({ focus: false });", 'if (!location.pathname.endsWith("/new")) draw({ focus: false });'
    )


SENT = "        await post(`/venues/${values.venue}/orders`, { menuId: values.menu }, key);"
AGAIN = "post(`/venues/${sent.venue}/orders`, { menuId: sent.menu }, crypto.randomUUID())"


@fault("e2e")
def reload_sends_order_again(sandbox: Sandbox) -> None:
    """An order form whose page is loaded anew just after it was sent is sent once more."""
    edit(sandbox, "orders.js", SENT,
         '        sessionStorage.setItem("sent", JSON.stringify(values));\n'
         f'        setTimeout(() => sessionStorage.removeItem("sent"), 1000);\n{SENT}')  # fmt: skip
    sandbox.website.files["orders.js"] += f"""
const sent = JSON.parse(sessionStorage.getItem("sent") ?? "null");
sessionStorage.removeItem("sent");
if (sent) {AGAIN};
"""


@fault("e2e")
def back_sends_order_again(sandbox: Sandbox) -> None:
    """Going back after an order was sent sends it once more, as another one."""
    edit(sandbox, "orders.js", 'toast("Order created");',
         'sessionStorage.setItem("taken", JSON.stringify(values));\n        toast("Order created");')  # fmt: skip
    sandbox.website.files["orders.js"] += f"""
addEventListener("popstate", () => {{
  const sent = JSON.parse(sessionStorage.getItem("taken") ?? "null");
  sessionStorage.removeItem("taken");
  if (sent) {AGAIN};
}});
"""
