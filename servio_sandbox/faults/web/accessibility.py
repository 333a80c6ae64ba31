"""Faults of accessibility: labels, contrast, keyboard."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.faults.registry import fault

_TURN_BACK = """
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const inside = [...element.elements].filter((one) => !one.disabled);
    const [from, to] = event.shiftKey ? [inside[0], inside.at(-1)] : [inside.at(-1), inside[0]];
    if (event.target !== from) return;
    event.preventDefault();
    to.focus();
  });
"""


@fault("e2e")
def label_missing(sandbox: Sandbox) -> None:
    """The name field of the venue form has no label."""
    edit(sandbox, "venues.js", 'field("name", "Name"', 'field("name", ""')


@fault("e2e")
def button_unnamed(sandbox: Sandbox) -> None:
    """The button of the menu form has no name."""
    edit(sandbox, "menus.js", 'button: "Save menu"', 'button: ""')


@fault("e2e")
def low_contrast(sandbox: Sandbox) -> None:
    """Muted text is too pale to read."""
    edit(sandbox, "style.css", "--muted: #5b6561", "--muted: #c3c9c6")


@fault("e2e")
def keyboard_ignored(sandbox: Sandbox) -> None:
    """Forms cannot be sent by keyboard."""
    edit(sandbox, "forms.js", "  return element;",
         '  element.addEventListener("keydown", (event) => "Enter" === event.key && event.preventDefault());\n'
         '  sendButton.addEventListener("keydown", (event) => " " === event.key && event.preventDefault());\n'
         '  sendButton.addEventListener("keyup", (event) => " " === event.key && event.preventDefault());\n'
         "  return element;")  # fmt: skip


@fault("e2e")
def sign_out_by_mouse_only(sandbox: Sandbox) -> None:
    """The keyboard does not reach Sign out."""
    edit(
        sandbox,
        "shell.js",
        'h("button", { type: "button", class: "quiet", onclick: () => signOut',
        'h("span", { onclick: () => signOut',
    )


@fault("e2e")
def frame_label_missing(sandbox: Sandbox) -> None:
    """A form in a frame of the dashboard has a field without a label."""
    form = "<!doctype html><html lang=en><title>Feedback</title><main><h1>Feedback</h1><form><input></form></main>"
    edit(sandbox, "start.js", 'h("h2", {}, "Recently added"),',
         f'h("h2", {{}}, "Recently added"), h("iframe", {{ title: "Feedback", srcdoc: "{form}" }}),')  # fmt: skip


@fault("e2e")
def order_menu_unlabelled(sandbox: Sandbox) -> None:
    """The menu of the order form has no label."""
    edit(sandbox, "orders.js", 'choice("menu", "Menu")', 'choice("menu", "")')


@fault("e2e")
def order_menu_by_mouse_only(sandbox: Sandbox) -> None:
    """The keyboard does not reach the menu of the order form."""
    edit(
        sandbox,
        "orders.js",
        'menu.querySelector("select");',
        'menu.querySelector("select");\n  menuSelect.tabIndex = -1;',
    )


@fault("e2e")
def home_picture_without_text(sandbox: Sandbox) -> None:
    """A picture of the home page has no text."""
    edit(sandbox, "start.js", 'h("section", { class: "hero" },',
         'h("section", { class: "hero" }, h("img", { src: "data:," }),')  # fmt: skip


@fault("e2e")
def refused_form_unlabelled(sandbox: Sandbox) -> None:
    """The fields of a form lose their labels when it is refused."""
    edit(sandbox, "forms.js", "refusal.replaceChildren(alertOf(message));",
         "refusal.replaceChildren(alertOf(message));\n"
         '    element.querySelectorAll("label").forEach((label) => label.remove());')  # fmt: skip


@fault("e2e")
def form_keeps_focus(sandbox: Sandbox) -> None:
    """Tab leads from a form's button back to its first field."""
    edit(sandbox, "forms.js", "  return element;",
         '  sendButton.addEventListener("keydown", (event) => {\n'
         '    if (event.key !== "Tab") return;\n    event.preventDefault();\n'
         '    element.querySelector("input, select").focus();\n  });\n  return element;')  # fmt: skip


@fault("e2e")
def refused_sign_in_pale(sandbox: Sandbox) -> None:
    """The alert of a sign-in that is refused is too pale to read."""
    _pale_alert(sandbox, "/login")


@fault("e2e")
def refused_menu_pale(sandbox: Sandbox) -> None:
    """The alert of a menu form that is refused is too pale to read."""
    _pale_alert(sandbox, "/menus/new")


@fault("e2e")
def refused_order_pale(sandbox: Sandbox) -> None:
    """The alert of an order form that is refused is too pale to read."""
    _pale_alert(sandbox, "/orders/new")


def _pale_alert(sandbox: Sandbox, path: str) -> None:
    edit(sandbox, "forms.js", "refusal.replaceChildren(alertOf(message));",
         'refusal.replaceChildren(alertOf(message));\n'
         f'    if (location.pathname === "{path}") refusal.classList.add("pale");')  # fmt: skip
    sandbox.website.files["style.css"] += "\n.pale .alert { color: #e6e6e6; background: #fff; }\n"


@fault("e2e")
def sign_in_keeps_focus(sandbox: Sandbox) -> None:
    """Tab goes round in the sign-in form."""
    edit(sandbox, "forms.js", "  return element;",
         f"  if (!element.elements.password) return element;{_TURN_BACK}  return element;")  # fmt: skip


@fault("e2e")
def menu_form_keeps_focus(sandbox: Sandbox) -> None:
    """Tab goes round in the form of a menu."""
    edit(sandbox, "forms.js", "  return element;",
         f'  if (location.pathname !== "/menus/new") return element;{_TURN_BACK}  return element;')  # fmt: skip


@fault("e2e")
def dialog_without_way_out(sandbox: Sandbox) -> None:
    """The form of a venue is a dialog that neither Escape closes nor a control that Tab reaches."""
    edit(sandbox, "forms.js", "  return element;",
         f"""  if (location.pathname !== "/venues/new") return element;{_TURN_BACK}
  const close = h("span", {{ onclick: () => history.back() }}, "Close");
  return h("div", {{ role: "dialog", "aria-modal": "true", "aria-label": button }}, element, close);""")  # fmt: skip
