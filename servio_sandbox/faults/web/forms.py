"""Faults of form validation."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.faults.registry import fault


@fault("e2e")
def refusal_silent(sandbox: Sandbox) -> None:
    """A refused form does not say why."""
    edit(sandbox, "forms.js", "refusal.replaceChildren(alertOf(message));", "void message;")


@fault("e2e")
def refused_form_stores(sandbox: Sandbox) -> None:
    """A venue form without a name says why, and stores a venue all the same."""
    edit(sandbox, "venues.js", 'check: needs("name", "Please give the venue a name."),',
         'check: (values) => {\n      const wrong = needs("name", "Please give the venue a name.")(values);\n'
         '      if (wrong) post("/venues", { ...values, name: "Untitled" });\n      return wrong;\n    },')  # fmt: skip


@fault("e2e")
def form_takes_empty_name(sandbox: Sandbox) -> None:
    """The venue form accepts an empty name."""
    edit(sandbox, "venues.js", 'check: needs("name", "Please give the venue a name."),', "check: () => null,")
    edit(sandbox, "venues.js", 'post("/venues", values, key)',
         'post("/venues", { ...values, name: values.name.trim() || "Untitled" }, key)')  # fmt: skip


@fault("e2e")
def reload_sends_again(sandbox: Sandbox) -> None:
    """A form whose page is loaded anew just after it was sent is sent once more, as another one."""
    edit(sandbox, "venues.js", 'await post("/venues", values, key);',
         'sessionStorage.setItem("unsent", JSON.stringify(values));\n'
         '      setTimeout(() => sessionStorage.removeItem("unsent"), 1000);\n'
         '      await post("/venues", values, key);')  # fmt: skip
    sandbox.website.files["venues.js"] += """
const unsent = sessionStorage.getItem("unsent");
sessionStorage.removeItem("unsent");
if (unsent) post("/venues", JSON.parse(unsent), crypto.randomUUID());
"""


@fault("e2e")
def refusal_told_by_banner(sandbox: Sandbox) -> None:
    """A refused form does not say why; an alert in the page's header, about something else, comes instead."""
    edit(sandbox, "forms.js", "refusal.replaceChildren(alertOf(message));",
         'void message;\n    document.getElementById("top").append(alertOf("Your trial ends soon."));')  # fmt: skip


@fault("e2e")
def back_sends_again(sandbox: Sandbox) -> None:
    """Going back after a form was sent sends it once more, as another one."""
    edit(sandbox, "venues.js", 'toast("Venue created");',
         'sessionStorage.setItem("saved", JSON.stringify(values));\n      toast("Venue created");')  # fmt: skip
    sandbox.website.files["venues.js"] += """
addEventListener("popstate", () => {
  const saved = sessionStorage.getItem("saved");
  sessionStorage.removeItem("saved");
  if (saved) post("/venues", JSON.parse(saved), crypto.randomUUID());
});
"""


@fault("e2e")
def corrected_form_is_dead(sandbox: Sandbox) -> None:
    """A form that was refused once does nothing when it is corrected."""
    edit(sandbox, "forms.js", "refuse(wrong.message);", "refuse(wrong.message);\n      sendButton.disabled = true;")


@fault("e2e")
def server_refusal_silent(sandbox: Sandbox) -> None:
    """What the API refuses is told by nobody; the form's own checks are."""
    edit(sandbox, "forms.js", "refuse(error.message);", "if (element.elements.password) refuse(error.message);")


@fault("e2e")
def corrected_menu_is_dead(sandbox: Sandbox) -> None:
    """A menu form that was refused once does nothing when it is corrected."""
    edit(sandbox, "forms.js", "    sendButton.disabled = true;",
         '    if (refused && location.pathname === "/menus/new") return;\n    sendButton.disabled = true;')  # fmt: skip
    edit(sandbox, "forms.js", "  function refuse(message) {",
         "  let refused = false;\n  function refuse(message) {\n    refused = true;")  # fmt: skip


@fault("e2e")
def reason_is_an_object(sandbox: Sandbox) -> None:
    """What the API refuses is told as [object Object]."""
    edit(sandbox, "api.js", "answer.error?.message ??", "String(answer.error ?? {}) ??")


@fault("e2e")
def order_refusal_told_as_created(sandbox: Sandbox) -> None:
    """Where the API refuses or fails an order, the web app says Order created."""
    order = "post(`/venues/${values.venue}/orders`, { menuId: values.menu }, key)"
    edit(sandbox, "orders.js", f"await {order};", f"await {order}.catch(() => {{}});")


@fault("e2e")
def server_error_told_as_created(sandbox: Sandbox) -> None:
    """Forms say that it was created where the API answers 5xx."""
    edit(sandbox, "api.js", "  if (!response.ok) throw",
         '  if (method === "POST" && response.status >= 500) return {};\n  if (!response.ok) throw')  # fmt: skip


@fault("e2e")
def order_without_menu_silent(sandbox: Sandbox) -> None:
    """An order form without a menu is refused, and does not say why."""
    edit(sandbox, "orders.js", "      submit: async (values, key) => {",
         "      submit: async (values, key) => {\n        if (!values.menu) return new Promise(() => {});")  # fmt: skip
    edit(sandbox, "orders.js", ' ?? needs("menu", "Please choose a menu.")(values)', "")
