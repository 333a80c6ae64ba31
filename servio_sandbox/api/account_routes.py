"""Authentication routes: sign-in, sign-out, session."""

from starlette.responses import Response

from servio_sandbox.api.access import COOKIE, Call, route
from servio_sandbox.api.envelope import success
from servio_sandbox.store.accounts import LIFETIME, Identity
from servio_sandbox.store.refusals import Unauthorized

AUTH = "/api/v1/auth"


def sign_in(call: Call) -> Response:
    """Open a session: a token for programs, the same as a cookie for browsers."""
    from servio_sandbox.api.bodies import SignIn

    body = call.body(SignIn)
    signed_in = call.services.accounts.sign_in(body.email, body.password)
    if not signed_in:
        raise Unauthorized("Email or password is wrong.")
    token, identity = signed_in
    answer = success(call.request, {"token": token, "account": _view(identity)})
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=call.request.app.state.https,
    )
    return answer


def sign_out(call: Call) -> Response:
    """End the session on the server and take the cookie back; without a session there is nothing to end."""
    for token in (call.bearer, call.request.cookies.get(COOKIE)):
        if token:
            call.services.accounts.revoke(token)
    answer = success(call.request, None)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=call.request.app.state.https)
    return answer


def session(call: Call) -> Response:
    """Return the signed-in account; null rather than an error without a session."""
    return success(call.request, {"account": _view(call.visitor)} if call.visitor else None)


def _view(identity: Identity) -> dict[str, str]:
    return {"id": identity.id, "name": identity.name, "email": identity.email}


ROUTES = [
    route("POST", f"{AUTH}/login", sign_in),
    route("POST", f"{AUTH}/logout", sign_out),
    route("GET", f"{AUTH}/session", session),
]
