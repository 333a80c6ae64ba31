"""Answers to a sign-in with the test user's own credentials: a session, a refusal, or a question for more."""

import httpx

from servio_verify.api import assertions, sessions
from servio_verify.api.models import SignedIn
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import SignIn
from servio_verify.failures.sign_in_refusal import FORBIDDEN, REFUSED, SECOND_FACTOR, raise_refused
from servio_verify.secrets import obtained

PROMISED = SignIn().token
"""Where the contract has it; there, the answer is an envelope too."""


def token_in(answer: httpx.Response, email: str) -> str:
    """Return the token that a sign-in of an account of ours (`email`) brought.

    Raises SignInRefusedError where the credentials were refused, DoubtError where something else was asked for.
    """
    if answer.status_code in (*REFUSED, FORBIDDEN) or _asks_for_more(answer):
        raise_refused(assertions.exchange_of(answer, "success").model_copy(update={"account": email}))
    place = current.layout().sign_in.token
    if place == PROMISED:
        return assertions.expect_success(answer, SignedIn).token.get_secret_value()
    assertions.ensure(answer.is_success, "", answer, "success")
    token = sessions.token_of(answer)
    assertions.ensure(token, f"a sign-in brings no {place}, where [sign_in] token says that the token is", answer)
    obtained.remember(token, *(pair.partition("=")[2] for pair in token.split("; ")))
    return token


def expect_wrong_password(answer: httpx.Response) -> None:
    """Raise ResponseError unless a wrong password was refused: 401 UNAUTHORIZED, and elsewhere in others' ways."""
    if current.layout().paths.sign_in_api is None:
        assertions.expect_error(answer, 401, "UNAUTHORIZED", "a wrong password")
    else:
        wrong = f"a wrong password is {'accepted' if answer.is_success else 'not refused as promised'}"
        assertions.ensure(answer.status_code in REFUSED, wrong, answer, "400, 401 or 422")
        assertions.expect_no_trace(answer)


def body(email: str, password: str, code: str) -> dict[str, str]:
    """Return what a sign-in sends; without a code, the contract's two members."""
    more = {current.layout().sign_in.code: code} if code else {}
    return {"email": email, "password": password} | more


def asks_for_code(answer: httpx.Response) -> bool:
    """Return whether a sign-in was answered with the question for a second factor."""
    refused = answer.status_code in (*REFUSED, FORBIDDEN) and bool(SECOND_FACTOR.search(answer.text))
    return refused or _asks_for_more(answer)


def _asks_for_more(answer: httpx.Response) -> bool:
    """Whether a success brings no token, and asks for a second factor instead."""
    return answer.is_success and not sessions.token_of(answer) and bool(SECOND_FACTOR.search(answer.text))
