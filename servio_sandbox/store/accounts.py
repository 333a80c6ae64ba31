"""Accounts and sessions."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, delete, select

from servio_sandbox.store.database import Database
from servio_sandbox.store.models import Account, Session, now

LIFETIME = timedelta(hours=12)
hasher = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)  # some 5 ms: real, yet fit for a load test

IDENTITY = select(Account.id, Account.name, Account.email)
OLDEST = IDENTITY.order_by(Account.created_at).limit(1)
OF_SESSION = IDENTITY.join(Session, Session.account_id == Account.id).where(
    Session.token_digest == bindparam("digest"), Session.expires_at > bindparam("now", type_=Session.expires_at.type)
)
"""Asked with nearly every request, hence not through the ORM."""


@dataclass(frozen=True)
class Identity:
    """Account behind a request."""

    id: str
    name: str
    email: str


class Accounts:
    """Authentication of accounts. A token is shown once, and kept as its SHA-256."""

    def __init__(self, database: Database, api_key: str) -> None:
        self._database = database
        self._api_key = api_key

    @cached_property
    def _nobody(self) -> str:
        return hasher.hash(secrets.token_hex())

    def sign_in(self, email: str, password: str) -> tuple[str, Identity] | None:
        """Open a session and return its token, or None when the pair is wrong; both take the same time."""
        with self._database.begin() as db:
            account = db.scalar(select(Account).where(Account.email == email.strip().lower()))
        if not self.password_matches(account.password_hash if account else self._nobody, password) or not account:
            return None
        token = secrets.token_urlsafe(32)
        with self._database.begin() as db:
            db.execute(delete(Session).where(Session.expires_at < now()))
            db.add(Session(token_digest=digest(token), account_id=account.id, expires_at=now() + LIFETIME))
        return token, Identity(account.id, account.name, account.email)

    def password_matches(self, password_hash: str, password: str) -> bool:
        """Tell whether a password is the right one."""
        try:
            return hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def identify(self, credential: str) -> Identity | None:
        """Return the account of a session token or API key; the API key acts for the oldest account."""
        if hmac.compare_digest(credential.encode(), self._api_key.encode()):
            query, given = OLDEST, {}
        else:
            query, given = OF_SESSION, {"digest": digest(credential), "now": now()}
        with self._database.connect() as connection:
            account = connection.execute(query, given).first()
        return Identity(*account) if account else None

    def revoke(self, token: str) -> None:
        """End a session for good; one that is unknown is no error."""
        with self._database.begin() as db:
            db.execute(delete(Session).where(Session.token_digest == digest(token)))


def digest(token: str) -> str:
    """Return what is stored instead of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
