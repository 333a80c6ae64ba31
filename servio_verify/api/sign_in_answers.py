"""Answers to a sign-in with the test user's own credentials: a session, a refusal, or a question for more."""

import httpx

from servio_verify.api import assertions
from servio_verify.api.models import SignedIn
from servio_verify.failures.sign_in_refusal import FORBIDDEN, REFUSED, SECOND_FACTOR, raise_refused


def token_in(answer: httpx.Response, email: str) -> str:
    """Return the token that a sign-in of an account of ours (`email`) brought.

    Raises SignInRefusedError where the credentials were refused, DoubtError where something else was asked for.
    """
    if answer.status_code in (*REFUSED, FORBIDDEN) or _asks_for_more(answer):
        raise_refused(assertions.exchange_of(answer, "success").model_copy(update={"account": email}))
    return assertions.expect_success(answer, SignedIn).token.get_secret_value()


def _asks_for_more(answer: httpx.Response) -> bool:
    """Whether a success brings no token, and asks for a second factor instead."""
    return answer.is_success and '"token"' not in answer.text and bool(SECOND_FACTOR.search(answer.text))
