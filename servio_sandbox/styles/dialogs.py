"""Style of forms in dialogs that stay, of an account menu that keeps the focus, and of parts that come late."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.styles.registry import add_file, import_in, style

_SIGN_OUT = 'h("button", { type: "button", class: "quiet", onclick: () => signOut(go) }, "Sign out")'
_DRAWER = """\
  const drawer = h("nav", { id: "drawer", "aria-label": "Phone" }, ...SECTIONS.map(
    ([href, text]) => h("a", { href }, text)));
  drawer.style.cssText = "position:fixed;top:0;left:0;width:16rem;transform:translateX(-100%)";
  document.getElementById("drawer")?.remove();
  if (account) document.body.prepend(drawer);
  document.getElementById("top")"""
_FILLED = """\
  select.disabled = rows.length === 0;
  select.dispatchEvent(new Event("input", { bubbles: true }));
"""
_LATE = """\
    const { data } = await list("/venues?limit=100");
    await new Promise((done) => setTimeout(done, 2500));
    place.replaceWith(venue);
    fill(venue.querySelector("select"), data);"""


@style()
def dialogs(sandbox: Sandbox) -> None:
    """Forms in dialogs that stay, submits that open once all is valid, an account menu, a drawer, a late select."""
    add_file(sandbox, "dialog.js")
    for what in ("venue", "menu", "order"):
        _open_in_a_dialog(sandbox, what)
    import_in(sandbox, "forms.js", "openOnceValid", "dialog.js")
    edit(
        sandbox, "forms.js", "  return element;\n", "  openOnceValid(element, sendButton, check);\n  return element;\n"
    )
    edit(sandbox, "forms.js", "  select.disabled = rows.length === 0;\n", _FILLED)
    import_in(sandbox, "shell.js", "accountMenu", "dialog.js")
    edit(sandbox, "shell.js", _SIGN_OUT, "accountMenu(account, () => signOut(go))")
    edit(sandbox, "shell.js", '  document.getElementById("top")', _DRAWER)
    edit(sandbox, "lists.js", "export function drawList({ title", "export function drawList({ open, title")
    edit(
        sandbox,
        "lists.js",
        'h("a", { href: `${path}/new`, class: "button" }',
        'h("button", { type: "button", class: "button", onclick: open }',
    )
    _draw_the_select_late(sandbox)


def _open_in_a_dialog(sandbox: Sandbox, what: str) -> None:
    """Show the form over its list, and say in the dialog that the entry was created."""
    file, make = f"{what}s.js", f"new{what.title()}"
    import_in(sandbox, file, "openDialog, succeed", "dialog.js")
    edit(sandbox, file, f'show(heading("New {what}")', f'openDialog("New {what}")(null')
    edit(sandbox, file, f'toast("{what.title()} created");', "")
    edit(sandbox, file, f'await go("/{what}s")', f'succeed("{what.title()} created", () => go("/{what}s"))')
    edit(
        sandbox,
        file,
        f'    path: "/{what}s"',
        f'    open: async () => (await {make}({{ go }}))(),\n    path: "/{what}s"',
    )
    edit(sandbox, file, "import { heading, show, toast }", "import { toast }")


def _draw_the_select_late(sandbox: Sandbox) -> None:
    """Draw the select of a menu's form when its venues are there; until then, its place is busy."""
    import_in(sandbox, "menus.js", "h", "dom.js")
    edit(sandbox, "menus.js", "fields: [venue,", "fields: [place,")
    edit(
        sandbox,
        "menus.js",
        "  const named =",
        '  const place = h("p", { "aria-busy": "true" }, "Loading");\n  const named =',
    )
    edit(sandbox, "menus.js", '    fill(venue.querySelector("select"), (await list("/venues?limit=100")).data);', _LATE)
