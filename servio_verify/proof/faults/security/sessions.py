"""Sessions: they open without the right password, end for nobody, or are one for all."""

from dataclasses import replace
from functools import partial
from typing import Any

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Headers, Request, Side, without
from servio_verify.proof.fault import Fault, Need, register
from servio_verify.proof.parts.credentials import CARRIERS, Accounts, as_another, credentials
from servio_verify.proof.parts.envelopes import rewritten
from servio_verify.proof.parts.routes import Route, Routes

ERRORS = "smoke/test_errors.py::test_"
WRITES = ("POST", "PATCH", "DELETE")

fault = partial(Fault, kind="sessions", needs=frozenset({Need.WRITES}))


class Lasting(Alteration):
    """Lets a sign-out say that all is well, and ends no session."""

    def __init__(self, scene: Scene) -> None:
        self._signs_out = Routes(scene).asked(Route.SIGN_OUT, method="POST")

    def forward(self, request: Request) -> Request:
        """Return a sign-out that does not say whose session is to end."""
        return replace(request, headers=without(request.headers, *CARRIERS)) if self._signs_out(request) else request

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer to a sign-out as a success, whatever the target thought of it."""
        if not self._signs_out(request) or answer.status < 400:
            return answer
        return rewritten(answer.with_status(200), _as_a_success)


def _as_a_success(envelope: dict[str, Any]) -> None:
    envelope.pop("error", None)
    envelope |= {"success": True, "data": None}


class AnyPassword(Alteration):
    """Takes every password for the one that the account has signed in with."""

    def __init__(self, scene: Scene) -> None:
        self._signs_in = Routes(scene).asked(Route.SIGN_IN, method="POST")
        self._right: bytes = b""

    def forward(self, request: Request) -> Request:
        """Return a sign-in with the right password, where that is known."""
        if not self._signs_in(request) or not self._right or b"password" not in request.body:
            return request
        return replace(request, body=self._right)

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Learn what the first account signs in with."""
        if self._signs_in(request) and answer.status in (200, 201) and not self._right:
            self._right = request.body
        return answer


class Somebody(Alteration):
    """Takes whoever writes without a session that counts for the account that was seen last."""

    def __init__(self, scene: Scene, *, nameless: bool) -> None:
        self._routes, self._accounts = Routes(scene), Accounts(scene)
        self._nameless = nameless
        self._last: Headers = ()

    def forward(self, request: Request) -> Request:
        """Return a write of nobody's as one of somebody's."""
        concerned = request.side is Side.API and request.method in WRITES and self._last
        if not concerned or self._routes.of(request) in (Route.SIGN_IN, Route.SIGN_OUT):
            return request
        carried = credentials(request)
        nobody = not carried if self._nameless else carried and not self._accounts.owner(request)
        return as_another(request, self._last) if nobody else request

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Learn whose session counts."""
        self._accounts.see(request, answer)
        if self._accounts.owner(request) and answer.status in (200, 201):
            self._last = credentials(request)
        return answer


register(
    fault(
        name="sign-out-ends-nothing",
        title="sign-out says that all is well, and the session stays good",
        suffers="whoever has copied an employee's token keeps reading orders after the employee has left",
        source="CWE-613, Insufficient Session Expiration",
        make=Lasting,
        checks=(f"{ERRORS}a_signed_out_token_is_worth_nothing",),
    )
)
register(
    fault(
        name="any-password-signs-in",
        title="every password is taken for the right one",
        suffers="anybody who knows a restaurant's e-mail reads and changes all it has",
        source="OWASP Top 10 2021, A07 Identification and Authentication Failures",
        make=AnyPassword,
        checks=(f"{ERRORS}a_wrong_password_gives_no_token",),
    )
)
register(
    fault(
        name="writes-without-a-session",
        title="what is written without a session is accepted",
        suffers="anybody changes menus and cancels orders without signing in",
        source="OWASP API Security Top 10 2023, API2 Broken Authentication",
        make=partial(Somebody, nameless=True),
        checks=(
            f"{ERRORS}a_write_without_a_session_is_refused",
            f"{ERRORS}without_a_session_nobody_gets_far_with",
        ),
    )
)
register(
    fault(
        name="made-up-tokens-count",
        title="a token that nobody has given is taken for good",
        suffers="anybody who makes up a token changes menus and orders",
        source="OWASP API Security Top 10 2023, API2 Broken Authentication",
        make=partial(Somebody, nameless=False),
        checks=(f"{ERRORS}a_write_with_a_made_up_token_is_refused",),
    )
)
