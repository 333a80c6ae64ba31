"""Faults of who may come in: requests without a session, and tokens that nobody was given."""

from starlette.requests import Request

from servio_sandbox.api.access import COOKIE
from servio_sandbox.app.asgi import Scope
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import on_request, swap, without_request_header
from servio_sandbox.faults.registry import fault

BELOW = "/api/v1/venues/[^/]+/(menus|orders)"
ORDERS = "/api/v1/venues/[^/]+/orders.*"


@fault("smoke")
def anonymous_write_accepted(sandbox: Sandbox) -> None:
    """A write without a session is accepted."""
    _let_in_nobody(sandbox, ".*", "POST|PATCH|DELETE")


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


@fault("smoke")
def anonymous_changes_menus(sandbox: Sandbox) -> None:
    """Menus and orders may be changed and deleted without a session, though not made; venues are well."""
    _let_in_nobody(sandbox, f"{BELOW}/[^/]+", "PATCH|DELETE")


@fault("smoke")
def undefined_token_accepted(sandbox: Sandbox) -> None:
    """The API key is not set, so that `Bearer undefined` and `Bearer null` are taken for it."""
    accounts = sandbox.services.accounts
    names = dict.fromkeys(("undefined", "null"), sandbox.settings.api_key)
    own = swap(accounts, "identify", lambda credential: own(names.get(credential, credential)))


@fault("smoke")
def api_key_refused(sandbox: Sandbox) -> None:
    """An API key is refused like a made-up token."""
    _refuse_key(sandbox, ".*")


@fault("smoke")
def api_key_cannot_order(sandbox: Sandbox) -> None:
    """An API key makes venues, and is refused like a made-up token at menus and orders."""
    _refuse_key(sandbox, f"{BELOW}.*")


@fault("smoke")
def altered_token_accepted(sandbox: Sandbox) -> None:
    """Of a token only the beginning is looked at, not its signature."""
    accounts, given = sandbox.services.accounts, dict[str, str]()
    looked_at = slice(16)

    def sign_in(email: str, password: str) -> object:
        signed_in = sign_in_own(email, password)
        if signed_in:
            given[signed_in[0][looked_at]] = signed_in[0]
        return signed_in

    sign_in_own = swap(accounts, "sign_in", sign_in)
    own = swap(accounts, "identify", lambda credential: own(given.get(credential[looked_at], credential)))


@fault("smoke")
def made_up_token_changes(sandbox: Sandbox) -> None:
    """Any bearer token may change and delete a venue, though not make one."""
    _let_in_unknown(sandbox, ".*", "PATCH|DELETE")


@fault("smoke")
def made_up_token_orders(sandbox: Sandbox) -> None:
    """Any bearer token may make menus and orders and cancel orders, though not make or change a venue."""
    _let_in_unknown(sandbox, f"{BELOW}(/[^/]+/cancel)?", "POST")


@fault("smoke")
def made_up_token_reads_orders(sandbox: Sandbox) -> None:
    """Any bearer token may read orders, though not write."""
    _let_in_unknown(sandbox, ORDERS, "GET")


@fault("smoke")
def anonymous_reads_orders(sandbox: Sandbox) -> None:
    """Orders are read without a session, though not by another account."""
    _let_in_nobody(sandbox, ORDERS, "GET")


@fault("smoke")
def bare_bearer_accepted(sandbox: Sandbox) -> None:
    """The API key is not set, so that `Bearer` without a token is taken for it."""

    def sign_in(scope: Scope) -> None:
        if dict(scope["headers"]).get(b"authorization", b"").strip() == b"Bearer":
            _as_first(sandbox, scope)

    on_request(sandbox, sign_in)


@fault("smoke")
def made_up_cookie_reads_orders(sandbox: Sandbox) -> None:
    """Any session cookie may read orders, though not write."""

    def sign_in(scope: Scope) -> None:
        if (held := Request(scope).cookies.get(COOKIE)) and not sandbox.services.accounts.identify(held):
            _as_first(sandbox, scope)

    on_request(sandbox, sign_in, ORDERS, "GET")


@fault("smoke")
def anonymous_pages_of_orders(sandbox: Sandbox) -> None:
    """A page of a venue's orders is listed without a session, though not all of them."""

    def sign_in(scope: Scope) -> None:
        names = dict(scope["headers"])
        if b"page=" in scope["query_string"] and b"authorization" not in names:
            _as_first(sandbox, scope)

    on_request(sandbox, sign_in, ORDERS, "GET")


@fault("smoke")
def altered_token_reads_an_order(sandbox: Sandbox) -> None:
    """Of a token only the beginning is looked at where an order is read; to write, all of it is."""
    accounts, begun = sandbox.services.accounts, set[str]()

    def sign_in(email: str, password: str) -> object:
        if signed_in := own(email, password):
            begun.add(signed_in[0][:16])
        return signed_in

    def let_in(scope: Scope) -> None:
        token = _token(scope)
        if token[:16] in begun and not accounts.identify(token):
            _as_first(sandbox, scope)

    own = swap(accounts, "sign_in", sign_in)
    on_request(sandbox, let_in, f"{BELOW}/[^/]+", "GET")


def _refuse_key(sandbox: Sandbox, path: str) -> None:
    """Take requests with the API key for nobody's."""
    credential = f"Bearer {sandbox.settings.api_key}".encode()

    def forget(scope: Scope) -> None:
        if dict(scope["headers"]).get(b"authorization") == credential:
            without_request_header(b"authorization")(scope)

    on_request(sandbox, forget, path)


def _let_in_nobody(sandbox: Sandbox, path: str, method: str) -> None:
    """Take requests without a session for the first account's."""

    def sign_in(scope: Scope) -> None:
        if not {b"cookie", b"authorization"} & dict(scope["headers"]).keys():
            _as_first(sandbox, scope)

    on_request(sandbox, sign_in, path, method)


def _let_in_unknown(sandbox: Sandbox, path: str, method: str) -> None:
    """Take requests with a token that nobody was given for the first account's."""

    def sign_in(scope: Scope) -> None:
        if (token := _token(scope)) and not sandbox.services.accounts.identify(token):
            _as_first(sandbox, scope)

    on_request(sandbox, sign_in, path, method)


def _token(scope: Scope) -> str:
    """Return the bearer token of a request, or nothing."""
    return Request(scope).headers.get("authorization", "").removeprefix("Bearer ")


def _as_first(sandbox: Sandbox, scope: Scope) -> None:
    """Make a request the first account's."""
    without_request_header(b"authorization")(scope)
    scope["headers"].append((b"authorization", f"Bearer {sandbox.settings.api_key}".encode()))
