"""Faults of who may come in: requests without a session, and tokens that nobody was given."""

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
    credential = f"Bearer {sandbox.settings.api_key}".encode()

    def forget(scope: Scope) -> None:
        if dict(scope["headers"]).get(b"authorization") == credential:
            without_request_header(b"authorization")(scope)

    on_request(sandbox, forget)


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


def _let_in_nobody(sandbox: Sandbox, path: str, method: str) -> None:
    """Take requests without a session for the first account's."""

    def sign_in(scope: Scope) -> None:
        if not {b"cookie", b"authorization"} & dict(scope["headers"]).keys():
            _as_first(sandbox, scope)

    on_request(sandbox, sign_in, path, method)


def _let_in_unknown(sandbox: Sandbox, path: str, method: str) -> None:
    """Take requests with a token that nobody was given for the first account's."""

    def sign_in(scope: Scope) -> None:
        token = dict(scope["headers"]).get(b"authorization", b"").decode().removeprefix("Bearer ")
        if token and not sandbox.services.accounts.identify(token):
            _as_first(sandbox, scope)

    on_request(sandbox, sign_in, path, method)


def _as_first(sandbox: Sandbox, scope: Scope) -> None:
    """Make a request the first account's."""
    without_request_header(b"authorization")(scope)
    scope["headers"].append((b"authorization", f"Bearer {sandbox.settings.api_key}".encode()))
