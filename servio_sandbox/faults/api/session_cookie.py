"""Faults of the session cookie's attributes."""

from servio_sandbox.api.access import COOKIE
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, Change, on_api, on_web
from servio_sandbox.faults.registry import fault

LOGIN = "/api/v1/auth/login"


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
