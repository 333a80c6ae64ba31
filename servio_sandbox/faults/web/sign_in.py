"""Faults of signing in and out in the browser."""

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit
from servio_sandbox.faults.registry import fault


@fault("smoke")
def sign_in_stays(sandbox: Sandbox) -> None:
    """Signing in with the right password never reaches the dashboard."""
    edit(sandbox, "start.js", '?? "/dashboard"', '?? "/login"')


@fault("smoke")
def wrong_password_silent(sandbox: Sandbox) -> None:
    """A wrong password in the form is refused without an alert."""
    edit(sandbox, "start.js", 'await post("/auth/login", values);',
         'await post("/auth/login", values).catch(() => new Promise(() => {}));')  # fmt: skip


@fault("smoke")
def dashboard_open(sandbox: Sandbox) -> None:
    """The dashboard opens without a session."""
    edit(sandbox, "app.js", "if (guarded && !account) return await signedOut();", "")
    edit(sandbox, "app.js", "drawTop(account, url", 'drawTop(account ?? { email: "" }, url')


@fault("smoke")
def sign_out_keeps_cookie(sandbox: Sandbox) -> None:
    """The Sign out button leads to login but ends nothing."""
    edit(sandbox, "shell.js", 'await post("/auth/logout");', "")


@fault("e2e")
def second_sign_in_dead(sandbox: Sandbox) -> None:
    """Whoever signs out, and in again without a reload, finds the sign-in form dead."""
    edit(sandbox, "start.js", "export async function login", "let signing = false;\nexport async function login")
    edit(sandbox, "start.js", '      await post("/auth/login", values);',
         '      if (signing) return new Promise(() => {});\n      signing = true;\n'
         '      await post("/auth/login", values);')  # fmt: skip


@fault("e2e")
def sign_out_dead_on_venues(sandbox: Sandbox) -> None:
    """Sign out does nothing on the page of venues."""
    edit(sandbox, "shell.js", "async function signOut(go) {",
         'async function signOut(go) {\n  if (location.pathname === "/venues") return;')  # fmt: skip


@fault("e2e")
def sign_out_dead_to_keys(sandbox: Sandbox) -> None:
    """Sign out only looks like a button: the keyboard reaches it, and Enter does nothing."""
    edit(sandbox, "shell.js", 'h("button", { type: "button", class: "quiet", onclick: () => signOut',
         'h("div", { role: "button", tabindex: "0", class: "quiet", onclick: () => signOut')  # fmt: skip


@fault("e2e")
def sign_out_dead_on_orders(sandbox: Sandbox) -> None:
    """Sign out does nothing on the page of orders."""
    edit(sandbox, "shell.js", "async function signOut(go) {",
         'async function signOut(go) {\n  if (location.pathname === "/orders") return;')  # fmt: skip


@fault("e2e")
def sign_in_dead_after_wrong(sandbox: Sandbox) -> None:
    """After a wrong password, the sign-in form cannot be sent with the right one."""
    edit(sandbox, "forms.js", "      sendButton.disabled = false;",
         "      sendButton.disabled = Boolean(element.elements.password);")  # fmt: skip
