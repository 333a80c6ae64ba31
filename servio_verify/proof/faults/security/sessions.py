"""Sessions: they open without the right password, end for nobody, or are one for all."""

import json
from dataclasses import replace
from functools import partial

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side, without
from servio_verify.proof.fault import Fault, Need, register
from servio_verify.proof.parts.credentials import CARRIERS, Accounts, as_another, credentials
from servio_verify.proof.parts.envelopes import as_success, rewritten
from servio_verify.proof.parts.matching import WRITES
from servio_verify.proof.parts.routes import Route, Routes

ERRORS = "smoke/test_errors.py::test_"

fault = partial(Fault, kind="sessions", needs=frozenset({Need.WRITES}))


class Lasting(Alteration):
    """Lets a sign-out say that all is well, and ends no session."""

    def __init__(self, scene: Scene) -> None:
        self._signs_out = Routes(scene).asked(Route.SIGN_OUT, methods=("POST",))

    def forward(self, request: Request) -> Request:
        """Return a sign-out that does not say whose session is to end."""
        return replace(request, headers=without(request.headers, *CARRIERS)) if self._signs_out(request) else request

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer to a sign-out as a success, whatever the target thought of it."""
        if not self._signs_out(request) or answer.status < 400:
            return answer
        return rewritten(answer.with_status(200), as_success(None))


class AnyPassword(Alteration):
    """Takes every password for the right one, or an empty one only."""

    def __init__(self, scene: Scene, *, empty: bool = False) -> None:
        self._empty = empty
        self._signs_in = Routes(scene).asked(Route.SIGN_IN, methods=("POST",))
        self._accounts = dict(scene.environment.accounts)

    def forward(self, request: Request) -> Request:
        """Return a sign-in with the account's own password."""
        try:
            sent = json.loads(request.body) if self._signs_in(request) else None
        except ValueError:
            sent = None
        right = self._accounts.get(str(sent.get("email"))) if isinstance(sent, dict) else None
        if not isinstance(sent, dict) or right in (None, sent.get("password")):
            return request
        if self._empty and sent.get("password"):
            return request
        return replace(request, body=json.dumps(sent | {"password": right}).encode())


class Somebody(Alteration):
    """Takes whoever writes without a session that counts for the environment's first account."""

    def __init__(self, scene: Scene, *, nameless: bool) -> None:
        self._routes, self._accounts = Routes(scene), Accounts(scene)
        self._nameless = nameless

    def forward(self, request: Request) -> Request:
        """Return a write of nobody's as one of the first account's."""
        concerned = request.side is Side.API and request.method in WRITES
        if not concerned or self._routes.of(request) in (Route.SIGN_IN, Route.SIGN_OUT):
            return request
        carried, first = credentials(request), self._accounts.carried_by(self._accounts.first)
        nobody = not carried if self._nameless else carried and not self._accounts.owner(request)
        return as_another(request, first) if nobody and first else request

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Learn whose session counts."""
        self._accounts.see(request, answer)
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
        name="empty-password-signs-in",
        title="an empty password is taken for the right one",
        suffers="anybody who knows a restaurant's e-mail reads and changes all it has",
        source="RFC 4513, section 5.1.2: a directory says yes to whoever gives a name and no password",
        make=partial(AnyPassword, empty=True),
        checks=(f"{ERRORS}an_empty_password_gives_no_token",),
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
