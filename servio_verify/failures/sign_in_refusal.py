"""Refusal of the test user's own credentials: what a sign-in that brought no session means."""

import re
from typing import NoReturn
from urllib.parse import urlsplit

from servio_verify.failures.check_errors import DoubtError, SignInRefusedError
from servio_verify.failures.exchange import Exchange
from servio_verify.secrets import second_factor

REFUSED = (400, 401, 422)
"""Answers by which servers say that a password is wrong: the contract's 401, and 400 and 422 of others."""

FORBIDDEN = 403
NOBODY = "nobody"
SECOND_FACTOR = re.compile(
    r"(?<![a-z])(?:t?otp|mfa|2fa)(?![a-z])|second.factor|two.factor|multi.?factor"
    r"|verification.code|one.time.(?:code|password)|authenticator",
    re.IGNORECASE,
)


def raise_refused(answered: Exchange) -> NoReturn:
    """Raise SignInRefusedError, or DoubtError where more than a password was asked for."""
    host = urlsplit(answered.url).netloc
    if SECOND_FACTOR.search(answered.body):
        name = second_factor.variable(answered.account)
        if second_factor.is_kept(answered.account or NOBODY):
            raise DoubtError(f"{host} refuses the code of a second factor: look at {name} and at this clock", answered)
        asked = f"{host} asks the test user for a second factor ({_asked(answered.body)}): set {name}"
        raise DoubtError(asked, answered)
    if answered.status == FORBIDDEN:
        raise DoubtError(f"{host} forbids the test user's sign-in", answered)
    raise SignInRefusedError("the test user's sign-in is refused", answered)


def _asked(said: str) -> str:
    """Return the words that ask for it, as the server said them."""
    quoted = re.findall(r'"([^"]*)"', said)
    return next((text for text in quoted if SECOND_FACTOR.search(text)), said)
