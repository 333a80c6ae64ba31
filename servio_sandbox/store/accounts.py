"""Accounts: sign-in, and who is behind a token."""

import hashlib
import hmac
import secrets
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from servio_sandbox.store.database import Database
from servio_sandbox.store.sessions import LIFETIME, Identity, Sessions

__all__ = ["LIFETIME", "Accounts", "Identity", "hasher"]

hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)  # some 0.6 ms: real, yet fit for a load test
BY_EMAIL = "SELECT id, name, email, password_hash FROM accounts WHERE email = :email"
OLDEST = "SELECT id, name, email FROM accounts ORDER BY created_at LIMIT 1"


class Accounts:
    """Authentication of accounts. A token is shown once, and kept as its SHA-256."""

    def __init__(self, database: Database, sessions: Sessions, api_key: str) -> None:
        self._database = database
        self._api_key = api_key
        self.sessions = sessions

    @cached_property
    def _nobody(self) -> str:
        return hasher.hash(secrets.token_hex())

    def sign_in(self, email: str, password: str) -> tuple[str, Identity] | None:
        """Open a session and return its token, or None when the pair is wrong; both take the same time."""
        with self._database.connect() as db:
            account = db.row(BY_EMAIL, email=email.strip().lower())
        if not self.password_matches(account["password_hash"] if account else self._nobody, password) or not account:
            return None
        token = secrets.token_urlsafe(32)
        self.sessions.open(digest(token), account["id"])
        return token, Identity(account["id"], account["name"], account["email"])

    def password_matches(self, password_hash: str, password: str) -> bool:
        """Tell whether a password is the right one."""
        try:
            return hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def identify(self, credential: str) -> Identity | None:
        """Return the account of a session token or API key; the API key acts for the oldest account."""
        if not hmac.compare_digest(credential.encode(), self._api_key.encode()):
            return self.sessions.identity_of(digest(credential))
        with self._database.connect() as db:
            account = db.row(OLDEST)
        return Identity(**account) if account else None

    def revoke(self, token: str) -> None:
        """End a session for good; one that is unknown is no error."""
        self.sessions.end(digest(token))


def digest(token: str) -> str:
    """Return what is stored instead of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
