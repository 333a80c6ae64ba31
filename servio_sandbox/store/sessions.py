"""Signed-in sessions: what a store of them does, and the one in the database."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import bindparam, delete, select

from servio_sandbox.store.database import Database
from servio_sandbox.store.models import Account, Session
from servio_sandbox.store.times import now

LIFETIME = timedelta(hours=12)
IDENTITY = select(Account.id, Account.name, Account.email)
OF_ACCOUNT = IDENTITY.where(Account.id == bindparam("account"))
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


class Sessions(Protocol):
    """Sessions by the digest of their token; each ends by itself after its lifetime."""

    def open(self, digest: str, account_id: str) -> None:
        """Keep a new session."""
        ...

    def identity_of(self, digest: str) -> Identity | None:
        """Return the account of a session that has not ended."""
        ...

    def end(self, digest: str) -> None:
        """End a session for good; one that is unknown is no error."""
        ...

    def end_all(self, account_id: str) -> None:
        """End every session of an account."""
        ...


class DatabaseSessions:
    """Sessions in a table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, digest: str, account_id: str) -> None:
        """Keep a new session, and forget those that are over."""
        with self._database.begin() as db:
            db.execute(delete(Session).where(Session.expires_at < now()))
            db.add(Session(token_digest=digest, account_id=account_id, expires_at=now() + LIFETIME))

    def identity_of(self, digest: str) -> Identity | None:
        """Return the account of a session that has not ended."""
        with self._database.connect() as connection:
            account = connection.execute(OF_SESSION, {"digest": digest, "now": now()}).first()
        return Identity(*account) if account else None

    def end(self, digest: str) -> None:
        """End a session for good."""
        with self._database.begin() as db:
            db.execute(delete(Session).where(Session.token_digest == digest))

    def end_all(self, account_id: str) -> None:
        """End every session of an account."""
        with self._database.begin() as db:
            db.execute(delete(Session).where(Session.account_id == account_id))


def account_by_id(database: Database, account_id: str | None) -> Identity | None:
    """Return the account of this id, where there is one."""
    if account_id is None:
        return None
    with database.connect() as connection:
        account = connection.execute(OF_ACCOUNT, {"account": account_id}).first()
    return Identity(*account) if account else None
