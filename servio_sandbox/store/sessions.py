"""Signed-in sessions: what a store of them does, and the one in the database."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from servio_sandbox.store.database import Database
from servio_sandbox.store.times import now

LIFETIME = timedelta(hours=12)
OF_ACCOUNT = "SELECT id, name, email FROM accounts WHERE id = :account"
OF_SESSION = """
SELECT accounts.id, name, email FROM accounts JOIN sessions ON sessions.account_id = accounts.id
WHERE token_digest = :digest AND expires_at > :now
"""


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
            db.write("DELETE FROM sessions WHERE expires_at < :now", {"now": now()})
            db.insert("sessions", {"token_digest": digest, "account_id": account_id, "expires_at": now() + LIFETIME})

    def identity_of(self, digest: str) -> Identity | None:
        """Return the account of a session that has not ended."""
        with self._database.connect() as db:
            account = db.row(OF_SESSION, digest=digest, now=now())
        return Identity(**account) if account else None

    def end(self, digest: str) -> None:
        """End a session for good."""
        with self._database.begin() as db:
            db.write("DELETE FROM sessions WHERE token_digest = :digest", {"digest": digest})

    def end_all(self, account_id: str) -> None:
        """End every session of an account."""
        with self._database.begin() as db:
            db.write("DELETE FROM sessions WHERE account_id = :account", {"account": account_id})


def account_by_id(database: Database, account_id: str | None) -> Identity | None:
    """Return the account of this id, where there is one."""
    if account_id is None:
        return None
    with database.connect() as db:
        account = db.row(OF_ACCOUNT, account=account_id)
    return Identity(**account) if account else None
