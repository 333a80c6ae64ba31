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
