"""SQLite, in a file."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from servio_sandbox.settings import SandboxError
from servio_sandbox.store.database import Connection, Database, Row
from servio_sandbox.store.tables import TABLES

SCHEME = "sqlite:///"


class SqliteDatabase(Database):
    """SQLite file; a connection that is closed is kept for the next one that is opened."""

    errors = (sqlite3.Error,)
    illnesses = (sqlite3.OperationalError, sqlite3.InternalError, sqlite3.InterfaceError)

    def __init__(self, url: str) -> None:
        self._file = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or not self._file:
            raise SandboxError(f"the database cannot be used: SQLite wants a file, {SCHEME}FILE")
        self._kept: list[sqlite3.Connection] = []

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction that commits at the end of the block."""
        try:
            connection = self._kept.pop()
        except IndexError:
            connection = _opened(self._file)
        try:
            with connection:
                yield _Connection(connection)
        finally:
            self._kept.append(connection)

    connect = begin

    def prepare(self) -> bool:
        """Create the tables."""
        with self.begin() as db:
            for statement in TABLES.split(";"):
                db.write(statement)
        return True

    def wait_for_turn(self, db: Connection) -> None:
        """Do nothing: there is no other task."""

    def ping(self) -> None:
        """Query the database; raises sqlite3.Error when it does not answer."""
        with self.connect() as db:
            db.rows("SELECT 1 AS answer")

    def close(self) -> None:
        """Close every connection that nobody uses."""
        while self._kept:
            self._kept.pop().close()


class _Connection(Connection):
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, **values: Any) -> list[Row]:
        found = self._connection.execute(statement, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def write(self, statement: str, *rows: Row) -> None:
        if rows:
            self._connection.executemany(statement, rows)
        else:
            self._connection.execute(statement)


def _opened(file: str) -> sqlite3.Connection:
    # Readers do not block the writer (WAL), two writers wait for each other, and LOWER knows more than ASCII.
    connection = sqlite3.connect(file, detect_types=sqlite3.PARSE_DECLTYPES, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function(
        "lower", 1, lambda value: value.lower() if value is not None else None, deterministic=True
    )
    return connection


def _stored(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _moment(text: bytes) -> datetime:
    return datetime.fromisoformat(text.decode()).replace(tzinfo=UTC)


# Times sort as the texts that they are kept as; a file of an earlier build calls their type another name.
sqlite3.register_adapter(datetime, _stored)
sqlite3.register_converter("TIMESTAMP", _moment)
sqlite3.register_converter("DATETIME", _moment)
sqlite3.register_converter("BOOLEAN", lambda number: number != b"0")
sqlite3.register_converter("JSON", json.loads)
