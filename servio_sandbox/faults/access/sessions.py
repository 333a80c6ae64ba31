"""Faults of authentication: sign-in, sign-out and their sessions."""

from itertools import count
from typing import Any

from starlette.responses import Response

from servio_sandbox.api.access import COOKIE
from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api, on_body, on_request, swap, without_request_header
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
    on_request(sandbox, without_request_header(b"cookie"), LOGOUT)


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
    on_request(sandbox, without_request_header(b"authorization"), LOGOUT)


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
            without_request_header(b"authorization")(scope)

    on_request(sandbox, refuse)


@fault("smoke")
def logout_500(sandbox: Sandbox) -> None:
    """POST /auth/logout ends the session and answers 500."""
    error = {"code": "INTERNAL_ERROR", "message": "something went wrong", "details": None}
    on_api(sandbox, lambda answer: answer.replace(500, {"success": False, "error": error, "meta": {}}), LOGOUT)


def _set_session(sandbox: Sandbox, answer: Answer) -> None:
    """Have an answer set the cookie of a new session of the first account's."""
    if signed_in := sandbox.services.accounts.sign_in(FIRST.email, sandbox.settings.password):
        cookie = Response()
        cookie.set_cookie(COOKIE, signed_in[0], httponly=True, secure=sandbox.settings.origins.https)
        answer.headers.append("set-cookie", cookie.headers["set-cookie"])
