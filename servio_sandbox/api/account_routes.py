"""Authentication routes: sign-in, sign-out, session."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from servio_sandbox.api.access import COOKIE, ApiServices, Visitor, bearer
from servio_sandbox.api.bodies import SignIn
from servio_sandbox.api.envelope import success
from servio_sandbox.store.accounts import LIFETIME, Identity
from servio_sandbox.store.refusals import Unauthorized

router = APIRouter(prefix="/auth")


@router.post("/login")
def sign_in(request: Request, services: ApiServices, body: SignIn) -> Response:
    """Open a session: a token for programs, the same as a cookie for browsers."""
    signed_in = services.accounts.sign_in(body.email, body.password)
    if not signed_in:
        raise Unauthorized("Email or password is wrong.")
    token, identity = signed_in
    answer = success(request, {"token": token, "account": _view(identity)})
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/logout")
def sign_out(request: Request, services: ApiServices) -> Response:
    """End the session on the server and take the cookie back; without a session there is nothing to end."""
    for token in (bearer(request), request.cookies.get(COOKIE)):
        if token:
            services.accounts.revoke(token)
    answer = success(request, None)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


@router.get("/session")
def session(request: Request, identity: Visitor) -> Response:
    """Return the signed-in account; null rather than an error without a session."""
    return success(request, {"account": _view(identity)} if identity else None)


def _view(identity: Identity) -> dict[str, str]:
    return {"id": identity.id, "name": identity.name, "email": identity.email}
