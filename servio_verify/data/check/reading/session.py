"""Session of the check: one read-only transaction, one snapshot; a statement that fails costs its own place only."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

from servio_verify.data.check.errors import CannotLookError, NotLookedError
from servio_verify.infra.address import cut

BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = 5000; SET LOCAL row_security = off"
STATEMENT_SECONDS = 600.0
BLOCK = 512 * 1024
"""Characters that are looked at at once."""

WHY = {
    "42501": "this user may not read it",
    "57014": "it took too long (statement_timeout)",
    "55P03": "somebody holds a lock on it",
    "08006": "the connection was lost",
    "57P01": "the connection was lost",
}


class Session:
    """An open connection, inside its transaction. `seconds` is all the time there is."""

    def __init__(self, connection: psycopg.Connection, seconds: float | None) -> None:
        self._connection = connection
        self._seconds = seconds
        self._end = time.monotonic() + seconds if seconds else None

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Read in one snapshot. Raises CannotLookError."""
        try:
            self._connection.execute(BEGIN)
        except psycopg.Error as error:
            raise CannotLookError(f"no transaction can be begun: {_why(error)}") from None
        try:
            yield
        finally:
            with suppress(psycopg.Error):  # lost, and with it the transaction
                self._connection.execute("ROLLBACK")

    def rows(self, sql: str, values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of a query. Raises NotLookedError."""
        with self._guarded():
            return self._connection.execute(sql.encode(), values).fetchall()

    def lines(self, query: str) -> Iterator[str]:
        """Yield the rows of a query of one column as COPY writes them. Raises NotLookedError."""
        with (
            self._guarded(),
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY ({query}) TO STDOUT".encode()) as it,
        ):
            for data in it:
                yield bytes(data).decode("utf-8", "replace")[:-1]

    def blocks(self, query: str) -> Iterator[tuple[str, int]]:
        """Yield many rows of one column at once, one a line, and how many they are. Raises NotLookedError."""
        with (
            self._guarded(),
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY ({query}) TO STDOUT".encode()) as it,
        ):
            kept, size = [], 0
            for data in it:
                kept.append(bytes(data))
                size += len(data)
                if size > BLOCK:
                    yield b"".join(kept).decode("utf-8", "replace"), len(kept)
                    kept, size = [], 0
            if kept:
                yield b"".join(kept).decode("utf-8", "replace"), len(kept)

    @contextmanager
    def _copied(self, query: str) -> Iterator[psycopg.Copy]:
        copy = f"COPY ({query}) TO STDOUT".encode()
        with self._guarded(), self._connection.cursor() as cursor, cursor.copy(copy) as copied:
            yield copied

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Go back to a savepoint where a statement fails. Raises NotLookedError."""
        left = self._end - time.monotonic() if self._end else STATEMENT_SECONDS
        if left <= 0:
            raise NotLookedError(f"the time of {self._seconds:g} s was over", by_choice=True)
        if self._connection.broken:
            raise NotLookedError("the connection was lost")
        try:
            limit = max(1, round(min(left, STATEMENT_SECONDS) * 1000))
            self._connection.execute(f"SAVEPOINT place; SET LOCAL statement_timeout = {limit}".encode())
            yield
            self._connection.execute("RELEASE SAVEPOINT place")
        except psycopg.Error as error:
            with suppress(psycopg.Error):  # lost: what comes next says so
                self._connection.execute("ROLLBACK TO SAVEPOINT place")
            late = error.sqlstate == "57014" and self._end is not None
            raise NotLookedError(_why(error), by_choice=late) from None


def _why(error: psycopg.Error) -> str:
    """Return why, without a value of any row."""
    code = error.sqlstate or ""
    if code in WHY:
        return WHY[code]
    if not code or code.startswith("08"):
        return "the connection was lost"
    if code.startswith("22"):
        return f"a value cannot be read as text ({type(error).__name__})"
    return cut(error.diag.message_primary or type(error).__name__)
