"""Faults of a Servio whose sessions are Supabase's."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_api, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.store.accounts import Identity
from servio_sandbox.styles.supabase_auth import REFRESH

REFUSED = {"code": "UNAUTHORIZED", "message": "Invalid Refresh Token: Refresh Token Not Found", "details": None}


@fault("e2e", style="supabase-get-user")
def refresh_broken(sandbox: Sandbox) -> None:
    """A refresh token is refused: one is signed out when the access token expires."""

    def refuse(answer: Answer) -> None:
        answer.replace(401, {"success": False, "error": REFUSED, "meta": {}})

    on_api(sandbox, refuse, "/api/v1/auth/refresh", "POST")


@fault("e2e", style="supabase-get-user")
def second_tab_ends_session(sandbox: Sandbox) -> None:
    """A second tab renews with a refresh token that the first has used, which ends the session of both."""
    accounts = sandbox.services.accounts
    used: dict[str, str] = {}  # a refresh token, and its session
    ended: set[str] = set()

    def sign_in(email: str, password: str) -> tuple[str, Identity] | None:
        if email != REFRESH:
            return own(email, password)
        if password in used:
            ended.add(used[password])
            return None
        renewed = own(email, password)
        if renewed:
            used[password] = _session_of(renewed[0])
        return None if used.get(password) in ended else renewed

    own: Callable[..., tuple[str, Identity] | None] = swap(accounts, "sign_in", sign_in)
    # Each tab keeps a copy of the session, and looks at the cookie when it is loaded only.
    edit(
        sandbox,
        "supabase.js",
        "function stored() {",
        "let copy;\nconst stored = () => copy ?? inCookies();\n\nfunction inCookies() {",
    )
    edit(sandbox, "supabase.js", "function store(session) {", "function store(session) {\n  copy = session;")
    sandbox.website.files["supabase.js"] += "\ncopy = inCookies();\n"


def _session_of(access_token: str) -> str:
    payload = access_token.split(".")[1]
    return str(json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["session_id"])
