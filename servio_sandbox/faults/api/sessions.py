"""Faults of authentication: sign-in, sign-out and bearer tokens."""

from collections.abc import Callable
from itertools import count
from typing import Any

from starlette.responses import Response

from servio_sandbox.api.access import COOKIE
from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_body, on_request, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.settings import FIRST

LOGIN, LOGOUT = "/api/v1/auth/login", "/api/v1/auth/logout"


@fault("smoke")
def sign_in_500(sandbox: Sandbox) -> None:
    """Signing in answers 500."""
    error = {"code": "INTERNAL_ERROR", "message": "something went wrong", "details": None}
    on_api(sandbox, lambda answer: answer.replace(500, {"success": False, "error": error, "meta": {}}), LOGIN)


@fault("smoke")
def right_password_refused(sandbox: Sandbox) -> None:
    """The right password is refused like a wrong one."""
    swap(sandbox.services.accounts, "password_matches", lambda *_: False)


@fault("situation")
def second_factor_asked(sandbox: Sandbox) -> None:
    """Signing in with the right password asks for a code, and opens no session."""
    error = {"code": "OTP_REQUIRED", "message": "one-time code required", "details": None}

    def ask(answer: Answer) -> None:
        if answer.request.method == "POST" and answer.status == 200:
            answer.replace(401, {"success": False, "error": error, "meta": answer.json["meta"]})

    on_api(sandbox, ask, LOGIN)


@fault("smoke")
def wrong_password_accepted(sandbox: Sandbox) -> None:
    """Any password opens a session."""
    swap(sandbox.services.accounts, "password_matches", lambda *_: True)


@fault("smoke")
def password_prefix_accepted(sandbox: Sandbox) -> None:
    """What begins like the password opens a session."""

    def begins(password_hash: str, password: str) -> bool:
        return bool(own(password_hash, password[: len(sandbox.settings.password)]))

    own = swap(sandbox.services.accounts, "password_matches", begins)


@fault("smoke")
def empty_password_accepted(sandbox: Sandbox) -> None:
    """An empty password opens a session."""

    def fill_in(sent: dict[str, Any]) -> None:
        sent["password"] = sent["password"] or sandbox.settings.password

    on_body(sandbox, fill_in, LOGIN)


@fault("smoke")
def wrong_password_sets_session(sandbox: Sandbox) -> None:
    """A wrong password is refused, yet a session cookie is set."""

    def open_session(answer: Answer) -> None:
        if answer.status == 401:
            _set_session(sandbox, answer)

    on_api(sandbox, open_session, LOGIN)


@fault("smoke")
def sign_out_keeps_session(sandbox: Sandbox) -> None:
    """Signing out in the browser leaves the session alive on the server."""
    on_request(sandbox, _without(b"cookie"), LOGOUT)


@fault("smoke")
def sign_out_signs_in_again(sandbox: Sandbox) -> None:
    """Signing out ends the session, and its answer sets the cookie of a new one."""

    def renew(answer: Answer) -> None:
        if COOKIE in answer.request.cookies:
            del answer.headers["set-cookie"]
            _set_session(sandbox, answer)

    on_api(sandbox, renew, LOGOUT)


@fault("smoke")
def logout_keeps_token(sandbox: Sandbox) -> None:
    """A token works on after POST /auth/logout."""
    on_request(sandbox, _without(b"authorization"), LOGOUT)


@fault("situation")
def sign_out_ends_every_session(sandbox: Sandbox) -> None:
    """Signing out ends every session of the account, as Supabase does by default."""
    accounts = sandbox.services.accounts

    def revoke(token: str) -> None:
        if identity := accounts.identify(token):
            accounts.sessions.end_all(identity.id)

    swap(accounts, "revoke", revoke)


@fault("smoke")
def good_token_refused(sandbox: Sandbox) -> None:
    """Every third request with a good token answers 401."""
    asked = count(1)

    def refuse(scope: Scope) -> None:
        if b"authorization" in dict(scope["headers"]) and next(asked) % 3 == 0:
            _without(b"authorization")(scope)

    on_request(sandbox, refuse)


@fault("smoke")
def logout_500(sandbox: Sandbox) -> None:
    """POST /auth/logout ends the session and answers 500."""
    error = {"code": "INTERNAL_ERROR", "message": "something went wrong", "details": None}
    on_api(sandbox, lambda answer: answer.replace(500, {"success": False, "error": error, "meta": {}}), LOGOUT)


@fault("smoke")
def anonymous_write_accepted(sandbox: Sandbox) -> None:
    """A write without a session is accepted."""
    credential = (b"authorization", f"Bearer {sandbox.settings.api_key}".encode())

    def sign_in(scope: Scope) -> None:
        if not {b"cookie", b"authorization"} & dict(scope["headers"]).keys():
            scope["headers"].append(credential)

    on_request(sandbox, sign_in, method="POST|PATCH|DELETE")


@fault("smoke")
def anonymous_change_accepted(sandbox: Sandbox) -> None:
    """A venue may be changed without a session, though not made or deleted."""
    credential = (b"authorization", f"Bearer {sandbox.settings.api_key}".encode())
    on_request(sandbox, lambda scope: scope["headers"].append(credential), method="PATCH")


@fault("smoke")
def anonymous_deletion_accepted(sandbox: Sandbox) -> None:
    """A venue may be deleted without a session, though not made or changed."""
    credential = (b"authorization", f"Bearer {sandbox.settings.api_key}".encode())
    on_request(sandbox, lambda scope: scope["headers"].append(credential), method="DELETE")


@fault("smoke")
def invalid_token_accepted(sandbox: Sandbox) -> None:
    """Any bearer token is accepted."""
    accounts = sandbox.services.accounts
    own = swap(accounts, "identify", lambda credential: own(credential) or own(sandbox.settings.api_key))


def _set_session(sandbox: Sandbox, answer: Answer) -> None:
    """Have an answer set the cookie of a new session of the first account's."""
    if signed_in := sandbox.services.accounts.sign_in(FIRST.email, sandbox.settings.password):
        cookie = Response()
        cookie.set_cookie(COOKIE, signed_in[0], httponly=True, secure=sandbox.settings.origins.https)
        answer.headers.append("set-cookie", cookie.headers["set-cookie"])


@fault("smoke")
def made_up_token_changes(sandbox: Sandbox) -> None:
    """Any bearer token may change and delete a venue, though not make one."""

    def sign_in(scope: Scope) -> None:
        token = dict(scope["headers"]).get(b"authorization", b"").decode().removeprefix("Bearer ")
        if token and not sandbox.services.accounts.identify(token):
            _as_first(sandbox, scope)

    on_request(sandbox, sign_in, method="PATCH|DELETE")


@fault("smoke")
def anonymous_reads_orders(sandbox: Sandbox) -> None:
    """Orders are read without a session, though not by another account."""

    def sign_in(scope: Scope) -> None:
        if not {b"cookie", b"authorization"} & dict(scope["headers"]).keys():
            _as_first(sandbox, scope)

    on_request(sandbox, sign_in, "/api/v1/venues/[^/]+/orders.*", "GET")


@fault("smoke")
def signed_out_token_reads(sandbox: Sandbox) -> None:
    """A token that was signed out writes nothing, and reads on."""
    accounts, ended = sandbox.services.accounts, set[bytes]()

    def revoke(token: str) -> None:
        ended.add(f"Bearer {token}".encode())
        own(token)

    def sign_in(scope: Scope) -> None:
        if dict(scope["headers"]).get(b"authorization") in ended:
            _as_first(sandbox, scope)

    own = swap(accounts, "revoke", revoke)
    on_request(sandbox, sign_in, method="GET")


def _as_first(sandbox: Sandbox, scope: Scope) -> None:
    """Make a request the first account's."""
    _without(b"authorization")(scope)
    scope["headers"].append((b"authorization", f"Bearer {sandbox.settings.api_key}".encode()))


def _without(name: bytes) -> Callable[[Scope], None]:
    def remove(scope: Scope) -> None:
        scope["headers"] = [header for header in scope["headers"] if header[0] != name]

    return remove


@fault("smoke")
def api_key_refused(sandbox: Sandbox) -> None:
    """An API key is refused like a made-up token."""
    credential = f"Bearer {sandbox.settings.api_key}".encode()

    def forget(scope: Scope) -> None:
        if dict(scope["headers"]).get(b"authorization") == credential:
            _without(b"authorization")(scope)

    on_request(sandbox, forget)
