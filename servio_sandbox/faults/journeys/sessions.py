"""Faults of session revocation."""

from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import edit, swap
from servio_sandbox.faults.registry import fault


@fault("e2e")
def session_cached(sandbox: Sandbox) -> None:
    """A session that was used once outlives its revocation."""
    known: dict[str, Any] = {}

    def identify(credential: str) -> Any:
        known[credential] = known.get(credential) or own(credential)
        return known[credential]

    own = swap(sandbox.services.accounts, "identify", identify)


@fault("e2e")
def revoked_hangs(sandbox: Sandbox) -> None:
    """A session revoked under way leaves the page hanging instead of leading to login."""
    edit(sandbox, "app.js", "function signedOut() {",
         'function signedOut() {\n  if (sessionStorage.getItem("seen")) return new Promise(() => {});')  # fmt: skip
    edit(sandbox, "app.js", "document.title = title;",
         'document.title = title;\n    if (account) sessionStorage.setItem("seen", "yes");')  # fmt: skip


@fault("e2e")
def other_tab_stays_signed_in(sandbox: Sandbox) -> None:
    """A tab remembers for itself who is signed in: signing out in another one does not end it."""
    edit(
        sandbox, "app.js", 'guarded ? (await read("/auth/session"))?.account : null;', "guarded ? await whoIs() : null;"
    )
    sandbox.website.files["app.js"] += """
async function whoIs() {
  const kept = JSON.parse(sessionStorage.getItem("account"));
  const account = kept ?? (await read("/auth/session"))?.account;
  if (account) sessionStorage.setItem("account", JSON.stringify(account));
  return account;
}
"""
    edit(sandbox, "shell.js", 'await post("/auth/logout");',
         'await post("/auth/logout");\n    sessionStorage.removeItem("account");')  # fmt: skip


@fault("e2e")
def other_tab_keeps_old_list(sandbox: Sandbox) -> None:
    """A tab keeps the list of venues that it has shown, also over a reload, until it makes a venue itself."""
    edit(sandbox, "venues.js", "await list(`/venues?${pageOf(url)}`)", "await keptList(url)")
    edit(sandbox, "venues.js", 'await post("/venues", values, key);',
         'await post("/venues", values, key);\n      sessionStorage.removeItem("venues");')  # fmt: skip
    sandbox.website.files["venues.js"] += """
async function keptList(url) {
  const kept = JSON.parse(sessionStorage.getItem("venues"));
  const answer = kept ?? await list(`/venues?${pageOf(url)}`);
  sessionStorage.setItem("venues", JSON.stringify(answer));
  return answer;
}
"""
