"""Databases: what each of them does, and which one an address names. Statements are SQL that all of them understand."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

__all__ = ["Connection", "Database", "Row", "open_database"]

Row = Mapping[str, Any]


class Connection(ABC):
    """Connection to a database; a statement names its values `:so`."""

    lock = ""
    """Ends a SELECT whose rows nobody else may change meanwhile."""

    @abstractmethod
    def rows(self, statement: str, **values: Any) -> list[Row]:
        """Return the rows of a SELECT."""

    @abstractmethod
    def write(self, statement: str, *rows: Row) -> None:
        """Execute a statement once for each row of values."""

    def row(self, statement: str, **values: Any) -> Row | None:
        """Return the first row of a SELECT, if any."""
        return next(iter(self.rows(statement, **values)), None)

    def insert(self, table: str, *rows: Row) -> None:
        """Insert rows that all have the same columns."""
        if rows:
            names, values = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
            self.write(f"INSERT INTO {table} ({names}) VALUES ({values})", *rows)  # noqa: S608 (our own names)

    def update(self, table: str, row_id: str, changes: Row) -> None:
        """Change columns of one row."""
        changed = ", ".join(f"{name} = :{name}" for name in changes)
        self.write(f"UPDATE {table} SET {changed} WHERE id = :id", {**changes, "id": row_id})  # noqa: S608 (as above)


class Database(ABC):
    """Database of a sandbox."""

    errors: tuple[type[Exception], ...]
    """Whatever it raises."""

    illnesses: tuple[type[Exception], ...]
    """What it raises when it is ill, rather than asked for nonsense."""

    @abstractmethod
    def begin(self) -> AbstractContextManager[Connection]:
        """Open a transaction that commits at the end of the block."""

    @abstractmethod
    def connect(self) -> AbstractContextManager[Connection]:
        """Open a connection for reading."""

    @abstractmethod
    def prepare(self) -> bool:
        """Create the tables; return whether they are there as this build needs them."""

    @abstractmethod
    def ping(self) -> None:
        """Query the database; raises one of its errors when it does not answer."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""

    @abstractmethod
    def wait_for_turn(self, db: Connection) -> None:
        """Wait until no other task is in a block like this one."""

    def trouble(self, _error: Exception) -> str:
        """Return what an error of the database means, without any secret."""
        return "the database does not answer"


def open_database(url: str, *, migrate: bool = True) -> Database:
    """Return the database of this address; with `migrate`, its schema may be changed."""
    if url.startswith("sqlite"):
        from servio_sandbox.store.sqlite import SqliteDatabase

        return SqliteDatabase(url)
    from servio_sandbox.store.postgres import PostgresDatabase  # slow to import

    return PostgresDatabase(url, migrate=migrate)
