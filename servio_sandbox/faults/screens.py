"""Faults that a person sees on a page, or cannot see, or cannot reach."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_web
from servio_sandbox.faults.registry import fault

NEVER = "new Promise(() => {})"


@fault("script-in-name-runs", "e2e", "a script in a venue's name runs")
def _(sandbox: Sandbox) -> None:
    def allow(answer: Answer) -> None:
        policy = answer.headers["content-security-policy"]
        answer.headers["content-security-policy"] = policy.replace("script-src", "script-src 'unsafe-inline'")

    edit(sandbox, "lists.js", 'nameOf = (text) => h("strong", { dir: "auto" }, text);',
         'nameOf = (text) => Object.assign(h("strong", { dir: "auto" }), { innerHTML: text });')  # fmt: skip
    on_web(sandbox, allow)


@fault("markup-in-name", "e2e", "markup in a name is drawn instead of shown; only the policy stops its scripts")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "lists.js", 'nameOf = (text) => h("strong", { dir: "auto" }, text);',
         'nameOf = (text) => Object.assign(h("strong", { dir: "auto" }), { innerHTML: text });')  # fmt: skip


@fault("name-cut-in-list", "e2e", "lists show no more than the first 80 characters of a name")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "lists.js", 'nameOf = (text) => h("strong", { dir: "auto" }, text);',
         'nameOf = (text) => h("strong", { dir: "auto" }, text.slice(0, 80));')  # fmt: skip


@fault("venues-never-load", "e2e", "the page of venues waits for its list for ever")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "venues.js", "await list(`/venues?${pageOf(url)}`)", f"await {NEVER}")


@fault("orders-never-load", "e2e", "the page of orders waits for its list for ever")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "orders.js", "await list(`/orders?${pageOf(url)}`)", f"await {NEVER}")


@fault("order-menus-never-load", "e2e", "the order form never offers a menu")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "orders.js", "await list(`/venues/${chosen}/menus?limit=100`)", f"await {NEVER}")


@fault("venues-newest-missing", "e2e", "the page of venues leaves out the newest ones")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "venues.js", "await list(`/venues?${pageOf(url)}`)", 'await list("/venues?page=2")')


@fault("menus-script-error", "e2e", "a JavaScript error on the page of menus")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "menus.js", "const answer =", "setTimeout(() => analytics.track());\n  const answer =")


@fault("venues-asset-404", "e2e", "the page of venues asks for a picture that is not there (404)")
def _(sandbox: Sandbox) -> None:
    picture = 'Object.assign(new Image(), { src: "/assets/theme/venues.svg" })'
    edit(sandbox, "venues.js", "const answer =", f"{picture};\n  const answer =")


@fault("order-status-missing", "e2e", "the list of orders does not show their status")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "orders.js", "badge(order.status), ", "")


@fault("label-missing", "e2e", "the name field of the venue form has no label")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "venues.js", 'field("name", "Name"', 'field("name", ""')


@fault("button-unnamed", "e2e", "the button of the menu form has no name")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "menus.js", 'button: "Save menu"', 'button: ""')


@fault("low-contrast", "e2e", "muted text is too pale to read")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "style.css", "--muted: #5b6561", "--muted: #c3c9c6")


@fault("keyboard-ignored", "e2e", "forms cannot be sent by keyboard")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "forms.js", "  return element;",
         '  element.addEventListener("keydown", (event) => "Enter" === event.key && event.preventDefault());\n'
         '  sendButton.addEventListener("keydown", (event) => " " === event.key && event.preventDefault());\n'
         '  sendButton.addEventListener("keyup", (event) => " " === event.key && event.preventDefault());\n'
         "  return element;")  # fmt: skip


@fault("sign-out-by-mouse-only", "e2e", "the keyboard does not reach Sign out")
def _(sandbox: Sandbox) -> None:
    edit(
        sandbox,
        "shell.js",
        'h("button", { type: "button", class: "quiet", onclick: () => signOut',
        'h("span", { onclick: () => signOut',
    )


@fault("refusal-silent", "e2e", "a refused form does not say why")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "forms.js", "refusal.replaceChildren(alertOf(message));", "void message;")


@fault("refused-form-stores", "e2e", "a venue form without a name says why, and stores a venue all the same")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "venues.js", 'check: needs("name", "Please give the venue a name."),',
         'check: (values) => {\n      const wrong = needs("name", "Please give the venue a name.")(values);\n'
         '      if (wrong) post("/venues", { ...values, name: "Untitled" });\n      return wrong;\n    },')  # fmt: skip


@fault("form-takes-empty-name", "e2e", "the venue form accepts an empty name")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "venues.js", 'check: needs("name", "Please give the venue a name."),', "check: () => null,")
    edit(sandbox, "venues.js", 'post("/venues", values, key)',
         'post("/venues", { ...values, name: values.name.trim() || "Untitled" }, key)')  # fmt: skip


@fault("orders-not-in-navigation", "e2e", "after signing in, the navigation lacks Orders")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "shell.js", ', ["/orders", "Orders"]', "")
