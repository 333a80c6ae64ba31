"""Database connection and transactions."""

import sqlite3
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session as Transaction
from sqlalchemy.orm import sessionmaker

from servio_sandbox.store.models import Base

__all__ = ["Database", "Transaction"]


class Database:
    """SQLAlchemy engine with its tables created; `begin()` gives a transaction that commits at the end of the block.

    `connect()` gives a connection for reading, without the ORM.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, pool_size=20, max_overflow=40)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
        Base.metadata.create_all(self._engine)
        self.begin = sessionmaker(self._engine, expire_on_commit=False).begin
        self.connect = self._engine.connect

    def ping(self) -> None:
        """Query the database; raises SQLAlchemyError when it does not answer."""
        with self.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Readers do not block the writer (WAL), two writers wait for each other, and LOWER knows more than ASCII.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function(
        "lower", 1, lambda value: value.lower() if value is not None else None, deterministic=True
    )
