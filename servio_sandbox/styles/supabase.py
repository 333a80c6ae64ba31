"""Styles of Supabase: split cookies that scripts read, short access tokens, rotating refresh tokens."""

from typing import Any

from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, edit, on_api, on_body, on_request, swap
from servio_sandbox.store.accounts import Identity
from servio_sandbox.styles.registry import Need, add_file, import_in, style
from servio_sandbox.styles.supabase_auth import REFRESH, SupabaseAuth

LOGIN, REFRESH_PATH, LOGOUT = (f"/api/v1/auth/{name}" for name in ("login", "refresh", "logout"))
READABLE = Need("[session]\nhttp_only = false\nsecure = false", "its browser client reads and writes the cookie itself")
UNTIL_EXPIRY = Need("[session]\nends_on_server = false", "an access token is good until it expires")
EVERYWHERE = Need('[session]\nsign_out_ends = "every session"', "the default scope of a sign-out is global")


@style(READABLE, UNTIL_EXPIRY, EVERYWHERE)
def supabase(sandbox: Sandbox) -> None:
    """Sessions of @supabase/ssr; the API checks the signature of an access token, not its session."""
    _install(sandbox, asks_for_session=False)


@style(READABLE, EVERYWHERE)
def supabase_get_user(sandbox: Sandbox) -> None:
    """Sessions of @supabase/ssr; the API asks for the session behind a token, as `getUser()` does."""
    _install(sandbox, asks_for_session=True)


def _install(sandbox: Sandbox, *, asks_for_session: bool) -> None:
    accounts = sandbox.services.accounts
    seconds = sandbox.settings.style_options.token_seconds
    auth = SupabaseAuth(seconds, asks_for_session=asks_for_session)

    def sign_in(email: str, password: str) -> tuple[str, Identity] | None:
        if email == REFRESH:
            return auth.refresh(password)
        found = own_sign_in(email, password)
        if not found:
            return None
        own_revoke(found[0])  # ours instead of the sandbox's own session
        return auth.open(found[1]), found[1]

    def revoke(token: str) -> None:
        auth.end_every_session(token)
        own_revoke(token)

    own_sign_in = swap(accounts, "sign_in", sign_in)
    own_revoke = swap(accounts, "revoke", revoke)
    own_identify = swap(accounts, "identify", lambda credential: auth.identify(credential) or own_identify(credential))

    def hand_over(answer: Answer) -> None:
        del answer.headers["set-cookie"]  # the browser client sets its cookies itself
        answer.change_data(lambda data: data.update(auth.session_of(data["token"])))

    def end(answer: Answer) -> None:
        del answer.headers["set-cookie"]

    # The refresh is a sign-in with another grant, as it is there.
    on_request(sandbox, _lead_to_sign_in, REFRESH_PATH)
    on_body(sandbox, _as_sign_in, REFRESH_PATH)
    on_api(sandbox, hand_over, f"{LOGIN}|{REFRESH_PATH}", "POST")
    on_api(sandbox, end, LOGOUT)
    _bring_client(sandbox)


def _lead_to_sign_in(scope: Scope) -> None:
    scope.update(path=LOGIN, raw_path=LOGIN.encode())


def _as_sign_in(body: dict[str, Any]) -> None:
    token = str(body.pop("refreshToken", ""))
    body.update(email=REFRESH, password=token)


def _bring_client(sandbox: Sandbox) -> None:
    add_file(sandbox, "supabase.js")
    import_in(sandbox, "api.js", "authorization, remember", "supabase.js")
    edit(sandbox, "api.js", "const headers = {};", "const headers = await authorization();")
    edit(sandbox, "api.js", "  return answer;", "  return remember(path, answer);")
