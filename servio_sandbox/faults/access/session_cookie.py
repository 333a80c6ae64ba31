"""Faults of the session cookie's attributes."""

from starlette.requests import Request

from servio_sandbox.api.access import COOKIE
from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, on_api, on_request, on_web
from servio_sandbox.faults.registry import fault

LOGIN = "/api/v1/auth/login"
OTHER = "servio_refresh"


@fault("smoke")
def cookie_readable(sandbox: Sandbox) -> None:
    """The session cookie is not HttpOnly."""
    on_api(sandbox, _replace_in_cookie("; HttpOnly", ""), LOGIN)


@fault("smoke")
def cookie_readable_when_renewed(sandbox: Sandbox) -> None:
    """The dashboard's page renews the session cookie and forgets HttpOnly; signing in sets it right."""

    def renew(answer: Answer) -> None:
        if held := answer.request.cookies.get(COOKIE):
            answer.headers.append("set-cookie", f"{COOKIE}={held}; Path=/; SameSite=lax")

    on_web(sandbox, renew, "/dashboard", "GET")


@fault("smoke")
def session_in_two_open_cookies(sandbox: Sandbox) -> None:
    """The session comes in two cookies, of which each is enough, and neither is HttpOnly."""

    def double(answer: Answer) -> None:
        opened = answer.headers.get("set-cookie", "").replace("; HttpOnly", "")
        if opened.startswith(f"{COOKIE}="):
            answer.headers["set-cookie"] = opened
            answer.headers.append("set-cookie", opened.replace(COOKIE, OTHER, 1))

    def take_either(scope: Scope) -> None:
        if COOKIE not in (cookies := Request(scope).cookies) and (other := cookies.get(OTHER)):
            scope["headers"].append((b"cookie", f"{COOKIE}={other}".encode()))

    on_api(sandbox, double, LOGIN)
    on_request(sandbox, take_either)


@fault("smoke")
def session_cookie_cached(sandbox: Sandbox) -> None:
    """A cache before the list of venues gives the cookie of whoever asked for it last to whoever has none."""
    kept: list[str] = []

    def cache(answer: Answer) -> None:
        if held := answer.request.cookies.get(COOKIE):
            kept[:] = [held]
        elif kept:
            answer.headers.append("set-cookie", f"{COOKIE}={kept[0]}; HttpOnly; Path=/; SameSite=lax")

    on_api(sandbox, cache, "/api/v1/venues", "GET")


@fault("smoke")
def cookie_without_same_site(sandbox: Sandbox) -> None:
    """The session cookie says nothing of SameSite."""
    on_api(sandbox, _replace_in_cookie("; SameSite=lax", ""), LOGIN)


@fault("smoke", https=True)
def cookie_cross_site(sandbox: Sandbox) -> None:
    """The session cookie is SameSite=None."""
    on_api(sandbox, _replace_in_cookie("SameSite=lax", "SameSite=None"), LOGIN)


@fault("smoke", https=True)
def cookie_insecure(sandbox: Sandbox) -> None:
    """Over HTTPS the session cookie is not Secure."""
    on_api(sandbox, _replace_in_cookie("; Secure", ""), LOGIN)


def _replace_in_cookie(old: str, new: str) -> Change:
    def change(answer: Answer) -> None:
        if "set-cookie" in answer.headers:
            answer.headers["set-cookie"] = answer.headers["set-cookie"].replace(old, new)

    return change
