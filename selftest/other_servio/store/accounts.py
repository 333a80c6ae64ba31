"""Who may sign in, and which passes have been handed out."""

import hmac
import secrets
from collections.abc import Iterable

from selftest.other_servio.store.refusals import RefusalError

EMAIL = "test@example.com"
PASSWORD = "password"  # noqa: S105 - the contract's own local test user


class Accounts:
    """The one test user, and the tokens of the API."""

    def __init__(self, api_keys: Iterable[str] = (), sign_ins: int = 0) -> None:
        self._left = sign_ins or None
        self._keys = frozenset(api_keys)
        self._tokens: set[str] = set()

    def admits(self, email: str, password: str) -> bool:
        """Whether this is the user's password; a RefusalError where there were too many attempts."""
        if self._left == 0:
            raise RefusalError("RATE_LIMIT_EXCEEDED", "Too many sign-ins: please wait a minute")
        self._left = self._left and self._left - 1
        return email.strip().lower() == EMAIL and hmac.compare_digest(password.encode(), PASSWORD.encode())

    def issue(self) -> str:
        """A new token."""
        token = secrets.token_hex(20)
        self._tokens.add(token)
        return token

    def knows(self, token: str) -> bool:
        """Whether the token, or API key, is good."""
        return token in self._tokens or token in self._keys

    def revoke(self, token: str) -> None:
        """End a token."""
        self._tokens.discard(token)
