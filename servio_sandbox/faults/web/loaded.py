"""Faults of lists and forms whose address is loaded; where a click leads there, they are well."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.faults.registry import fault

LOADED = 'performance.getEntriesByType("navigation")[0].name === location.href'


@fault("e2e")
def form_dead_when_loaded(sandbox: Sandbox) -> None:
    """The form for venues does nothing when it is sent, where its address is loaded."""
    edit(sandbox, "forms.js", "if (sendButton.disabled) return;",
         f'if (sendButton.disabled || (location.pathname === "/venues/new" && {LOADED})) return;')  # fmt: skip


@fault("e2e")
def selects_empty_when_loaded(sandbox: Sandbox) -> None:
    """The selects of a form stay empty where its address is loaded."""
    edit(sandbox, "forms.js", "export function fill(select, rows) {",
         f"export function fill(select, rows) {{\n  if ({LOADED}) rows = [];")  # fmt: skip


@fault("e2e")
def create_dead_when_loaded(sandbox: Sandbox) -> None:
    """Create Order does nothing on a list of orders whose address is loaded."""
    edit(sandbox, "app.js", "  event.preventDefault();\n  go(",
         f'  event.preventDefault();\n  if (link.pathname === "/orders/new" && {LOADED}) return;\n  go(')  # fmt: skip


@fault("e2e")
def navigation_short_when_loaded(sandbox: Sandbox) -> None:
    """The navigation lacks Menus on a list of venues whose address is loaded."""
    edit(sandbox, "shell.js", "const links = SECTIONS.map(",
         f'const short = path === "/venues" && {LOADED};\n'
         '    const links = SECTIONS.filter(([, text]) => !short || text !== "Menus").map(')  # fmt: skip
