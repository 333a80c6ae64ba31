"""Reading of a database: one read-only transaction, in which a query that fails costs its own facts only."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors

from servio_verify.infra.address import RefusedError, cut
from servio_verify.infra.database import migrations, schema, server
from servio_verify.infra.database.question import UNREAD, Question, value_of
from servio_verify.infra.facts import Unread, Value

STATEMENT_MS = 3000
LOCK_MS = 1000
_BEGIN = (
    f"BEGIN READ ONLY; SET LOCAL statement_timeout = {STATEMENT_MS}; SET LOCAL lock_timeout = {LOCK_MS}; SAVEPOINT fact"
)

Row = tuple[Any, ...]
Answer = dict[str, Value | Unread]


class Reading:
    """A transaction on an open connection."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Read in one transaction, and leave nothing behind: a pooler hands the session on. Raises RefusedError."""
        try:
            self._connection.execute(_BEGIN)
        except psycopg.Error as error:
            raise RefusedError(f"no transaction can be begun: {_why(error)}") from None
        try:
            yield
        finally:
            with suppress(psycopg.Error):  # lost, and with it the transaction
                self._connection.execute("ROLLBACK")

    def rows(self, sql: str) -> list[Row] | Unread:
        """Return the rows of a query, or why there are none."""
        if self._connection.broken:
            return Unread("the connection was lost")
        try:
            return self._connection.execute(sql.encode()).fetchall()
        except psycopg.Error as error:
            self._go_back()
            return Unread(_why(error))

    def facts(self, question: Question) -> Answer:
        """Return the facts that a question is about."""
        rows = self.rows(f"SELECT to_jsonb(it) FROM ({question.sql}) it")
        if isinstance(rows, Unread):
            return dict.fromkeys(question.facts, rows)
        row = rows[0][0] if rows else {}
        if why := row.get(UNREAD):
            return dict.fromkeys(question.facts, Unread(why))
        return {name: value_of(row[name]) for name in question.facts if name in row}

    def _go_back(self) -> None:
        with suppress(psycopg.Error):  # lost: what comes next says so
            self._connection.execute("ROLLBACK TO SAVEPOINT fact")


def read_all(connection: psycopg.Connection) -> Answer:
    """Return all facts that queries give."""
    reading, found = Reading(connection), Answer()
    with reading.begun():
        for question in (*server.QUESTIONS, *schema.QUESTIONS):
            found |= reading.facts(question)
        found["sequences_behind"] = _sequences_behind(reading)
        found |= _migrations(reading)
    return found


def _sequences_behind(reading: Reading) -> Value | Unread:
    rows = reading.rows(schema.ASK_SEQUENCES)
    if isinstance(rows, Unread):
        return rows
    unreadable, sql = rows[0]
    behind = reading.rows(sql) if sql else []
    if isinstance(behind, Unread):
        return behind
    if unreadable and not behind:
        return Unread(f"Servio's database user may not read {unreadable} of the sequences or their tables")
    return tuple(sorted(name for (name,) in behind))


def _migrations(reading: Reading) -> Answer:
    tables = reading.rows(migrations.FIND)
    if isinstance(tables, Unread):
        return dict.fromkeys(migrations.TOLD, tables)
    tools = sorted({migrations.BY_TABLE[table].name for table, _ in tables})
    heads: list[str] = []
    failed: list[str] = []
    for table, quoted in tables:
        rows = reading.rows(migrations.BY_TABLE[table].sql(quoted))
        if isinstance(rows, Unread):
            return {"migrations_tool": ", ".join(tools), "migrations_head": rows, "migrations_failed": rows}
        heads += [rows[0][0]] if rows[0][0] is not None else []
        failed += rows[0][1]
    return {
        "migrations_tool": ", ".join(tools) or None,
        "migrations_head": ", ".join(heads) or None,
        "migrations_failed": tuple(sorted(failed)),
    }


def _why(error: psycopg.Error) -> str:
    if isinstance(error, errors.QueryCanceled):
        return f"it took more than {STATEMENT_MS / 1000:g} s"
    if isinstance(error, errors.LockNotAvailable):
        return f"a table is locked for more than {LOCK_MS / 1000:g} s"
    return cut(error.diag.message_primary or "the connection was lost")
