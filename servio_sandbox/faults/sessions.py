"""Faults of signing in and out."""

from collections.abc import Callable

from starlette.responses import Response

from servio_sandbox.api.access import COOKIE
from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, edit, on_api, on_request, swap
from servio_sandbox.faults.registry import fault
from servio_sandbox.settings import FIRST

LOGIN, LOGOUT = "/api/v1/auth/login", "/api/v1/auth/logout"


@fault("sign-in-stays", "smoke", "signing in with the right password never reaches the dashboard")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "start.js", '?? "/dashboard"', '?? "/login"')


@fault("sign-in-500", "smoke", "signing in answers 500")
def _(sandbox: Sandbox) -> None:
    error = {"code": "INTERNAL_ERROR", "message": "something went wrong", "details": None}
    on_api(sandbox, lambda answer: answer.say(500, {"success": False, "error": error, "meta": {}}), LOGIN)


@fault("wrong-password-accepted", "smoke", "any password opens a session")
def _(sandbox: Sandbox) -> None:
    swap(sandbox.services.accounts, "password_matches", lambda *_: True)


@fault("password-prefix-accepted", "smoke", "what begins like the password opens a session")
def _(sandbox: Sandbox) -> None:
    def begins(password_hash: str, password: str) -> bool:
        return bool(own(password_hash, password[: len(sandbox.settings.password)]))

    own = swap(sandbox.services.accounts, "password_matches", begins)


@fault("wrong-password-sets-session", "smoke", "a wrong password is refused, yet a session cookie is set")
def _(sandbox: Sandbox) -> None:
    def open_session(answer: Answer) -> None:
        signed_in = sandbox.services.accounts.sign_in(FIRST.email, sandbox.settings.password)
        if answer.status == 401 and signed_in:
            cookie = Response()
            cookie.set_cookie(COOKIE, signed_in[0], httponly=True, secure=sandbox.settings.origins.https)
            answer.headers.append("set-cookie", cookie.headers["set-cookie"])

    on_api(sandbox, open_session, LOGIN)


@fault("wrong-password-silent", "smoke", "a wrong password in the form is refused without an alert")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "start.js", 'await post("/auth/login", values);',
         'await post("/auth/login", values).catch(() => new Promise(() => {}));')  # fmt: skip


@fault("dashboard-open", "smoke", "the dashboard opens without a session")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "app.js", "if (guarded && !account) return await signedOut();", "")
    edit(sandbox, "app.js", "drawTop(account, url", 'drawTop(account ?? { email: "" }, url')


@fault("sign-out-keeps-session", "smoke", "signing out in the browser leaves the session alive on the server")
def _(sandbox: Sandbox) -> None:
    on_request(sandbox, _without(b"cookie"), LOGOUT)


@fault("sign-out-keeps-cookie", "smoke", "the Sign out button leads to login but ends nothing")
def _(sandbox: Sandbox) -> None:
    edit(sandbox, "shell.js", 'await post("/auth/logout");', "")


@fault("logout-keeps-token", "smoke", "a token works on after POST /auth/logout")
def _(sandbox: Sandbox) -> None:
    on_request(sandbox, _without(b"authorization"), LOGOUT)


@fault("logout-500", "smoke", "POST /auth/logout ends the session and answers 500")
def _(sandbox: Sandbox) -> None:
    error = {"code": "INTERNAL_ERROR", "message": "something went wrong", "details": None}
    on_api(sandbox, lambda answer: answer.say(500, {"success": False, "error": error, "meta": {}}), LOGOUT)


@fault("anonymous-write-accepted", "smoke", "a write without a session is accepted")
def _(sandbox: Sandbox) -> None:
    credential = (b"authorization", f"Bearer {sandbox.settings.api_key}".encode())

    def sign_in(scope: Scope) -> None:
        if not {b"cookie", b"authorization"} & dict(scope["headers"]).keys():
            scope["headers"].append(credential)

    on_request(sandbox, sign_in, method="POST|PATCH|DELETE")


@fault("anonymous-change-accepted", "smoke", "a venue may be changed without a session, though not made or deleted")
def _(sandbox: Sandbox) -> None:
    credential = (b"authorization", f"Bearer {sandbox.settings.api_key}".encode())
    on_request(sandbox, lambda scope: scope["headers"].append(credential), method="PATCH")


@fault("invalid-token-accepted", "smoke", "any bearer token is accepted")
def _(sandbox: Sandbox) -> None:
    accounts = sandbox.services.accounts
    own = swap(accounts, "identify", lambda credential: own(credential) or own(sandbox.settings.api_key))


@fault("cookie-readable", "smoke", "the session cookie is not HttpOnly")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, _cookie("; HttpOnly", ""), LOGIN)


@fault("cookie-without-same-site", "smoke", "the session cookie says nothing of SameSite")
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, _cookie("; SameSite=lax", ""), LOGIN)


@fault("cookie-cross-site", "smoke", "the session cookie is SameSite=None", https=True)
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, _cookie("SameSite=lax", "SameSite=None"), LOGIN)


@fault("cookie-insecure", "smoke", "over HTTPS the session cookie is not Secure", https=True)
def _(sandbox: Sandbox) -> None:
    on_api(sandbox, _cookie("; Secure", ""), LOGIN)


def _without(name: bytes) -> Callable[[Scope], None]:
    def remove(scope: Scope) -> None:
        scope["headers"] = [header for header in scope["headers"] if header[0] != name]

    return remove


def _cookie(old: str, new: str) -> Change:
    def change(answer: Answer) -> None:
        if "set-cookie" in answer.headers:
            answer.headers["set-cookie"] = answer.headers["set-cookie"].replace(old, new)

    return change
