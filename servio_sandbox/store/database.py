"""Database connection and transactions."""

import sqlite3
from typing import Any

from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.orm import Session as Transaction
from sqlalchemy.orm import sessionmaker

from servio_sandbox.store.models import Base

__all__ = ["Database", "Transaction", "open_database"]

POOL = {"pool_size": 20, "max_overflow": 40}


class Database:
    """SQLAlchemy engine; `begin()` gives a transaction that commits at the end of the block.

    `connect()` gives a connection for reading, without the ORM.
    """

    def __init__(self, url: str, options: dict[str, Any]) -> None:
        self._engine = create_engine(url, **options)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
        self.begin = sessionmaker(self._engine, expire_on_commit=False).begin
        self.connect = self._engine.connect

    def prepare(self) -> bool:
        """Create the tables; return whether they are there as this build needs them."""
        Base.metadata.create_all(self._engine)
        return True

    def wait_for_turn(self, db: Transaction) -> None:
        """Wait until no other task is in a block like this one; here there is no other."""

    def ping(self) -> None:
        """Query the database; raises SQLAlchemyError when it does not answer."""
        with self.connect() as connection:
            connection.execute(text("SELECT 1"))

    def trouble(self, _error: Exception) -> str:
        """Return what an error of the database means, without any secret."""
        return "the database does not answer"

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_database(url: str, *, migrate: bool = True) -> Database:
    """Return the database of this address; with `migrate`, its schema may be changed."""
    if make_url(url).get_backend_name() != "postgresql":
        return Database(url, POOL)
    from servio_sandbox.store.postgres import PostgresDatabase  # its driver is slow to import

    return PostgresDatabase(url, migrate=migrate)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Readers do not block the writer (WAL), two writers wait for each other, and LOWER knows more than ASCII.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function(
        "lower", 1, lambda value: value.lower() if value is not None else None, deterministic=True
    )
