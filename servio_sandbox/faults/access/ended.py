"""Faults of sessions that have ended: what was signed out is still let in somewhere."""

from starlette.requests import Request

from servio_sandbox.api.access import COOKIE
from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import on_request, swap, without_request_header
from servio_sandbox.faults.registry import fault

ORDERS = "/api/v1/venues/[^/]+/orders"


@fault("smoke")
def signed_out_token_reads(sandbox: Sandbox) -> None:
    """A token that was signed out writes nothing, and reads on."""
    _let_in_ended(sandbox, ".*", "GET")


@fault("smoke")
def signed_out_token_lists(sandbox: Sandbox) -> None:
    """A token that was signed out lists orders on, though it writes nothing and reads none by itself."""
    _let_in_ended(sandbox, ORDERS, "GET")


@fault("smoke")
def signed_out_token_changes(sandbox: Sandbox) -> None:
    """A token that was signed out changes and deletes venues on, though it makes none."""
    _let_in_ended(sandbox, ".*", "PATCH|DELETE")


@fault("smoke")
def signed_out_cookie_reads(sandbox: Sandbox) -> None:
    """After Sign out, the browser's cookie reads orders on; pages lead to the sign-in."""
    _let_in_ended(sandbox, f"{ORDERS}.*", "GET", by_cookie=True)


def _let_in_ended(sandbox: Sandbox, path: str, method: str, *, by_cookie: bool = False) -> None:
    """Take requests with what was signed out for the first account's."""
    ended = set[str]()

    def revoke(token: str) -> None:
        ended.add(token)
        own(token)

    def sign_in(scope: Scope) -> None:
        asked = Request(scope)
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if (asked.cookies.get(COOKIE) if by_cookie else bearer) in ended:
            without_request_header(b"authorization")(scope)
            scope["headers"].append((b"authorization", f"Bearer {sandbox.settings.api_key}".encode()))

    own = swap(sandbox.services.accounts, "revoke", revoke)
    on_request(sandbox, sign_in, path, method)
