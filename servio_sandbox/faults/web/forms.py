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
