"""Staging's database as the target: all that is done to it is one transaction."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

import psycopg

from servio_verify.data.anonymise.errors import SchemaError
from servio_verify.data.anonymise.reading.live import quoted
from servio_verify.data.anonymise.reading.source import Sequence, Stream
from servio_verify.data.anonymise.writing.set_aside import MANY_ROWS, Aside, literal, set_aside
from servio_verify.data.policy.catalogue import Catalogue, Table, read_catalogue
from servio_verify.infra.database.migrations import keeps_migrations

SETTINGS = """SET statement_timeout = 0; SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = 0;
   SET datestyle = ISO; SET intervalstyle = postgres; SET extra_float_digits = 3; SET row_security = off;
   SET maintenance_work_mem = '256MB'; SET synchronous_commit = on; SET standard_conforming_strings = on"""

CANCEL_SECONDS = 5

HOLDS_OLD = """SELECT NOT EXISTS (SELECT FROM {name}) AND EXISTS (SELECT FROM pg_stats
   WHERE format('%I.%I', schemaname, tablename)::regclass = {text}::regclass AND NOT inherited)"""

VIEWS = """SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = 'm' AND c.relispopulated ORDER BY c.oid"""

MIGRATION = ("version_num", "migration_name", "version", "name")
"""Columns that tell which migration a row of a tool is."""

OWNED = """SELECT format('%I.%I', n.nspname, c.relname), d.refobjid::regclass::text, quote_ident(a.attname)
   FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S' JOIN pg_namespace n ON n.oid = c.relnamespace
   JOIN pg_sequence s ON s.seqrelid = c.oid AND s.seqincrement > 0
   JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
   WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')"""
"""Sequences that number a column."""

SEQUENCES = """SELECT format('%I.%I', schemaname, sequencename), schemaname::text, sequencename::text
   FROM pg_sequences"""


class Target:
    """The one transaction."""

    def __init__(self, connection: psycopg.Connection, own: Container[str] = ()) -> None:
        self._connection = connection
        self._own = own
        self.catalogue = read_catalogue(connection)

    def lock(self) -> Catalogue:
        """Take the tables for this transaction alone; return what is there now."""
        if tables := self._plain():
            self._run(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        self.catalogue = read_catalogue(self._connection)
        return self.catalogue

    def clear(self, estimates: Mapping[str, float]) -> Aside:
        """Set aside what slows loading down, and empty all tables but those whose rows are staging's own.

        `estimates` are rows to come; -1 is not known.
        """
        tables = [table for table in self.catalogue.tables.values() if table.kind != "f"]
        loaded = [table for table in tables if table.name not in self._own]
        large = [table for table in loaded if table.kind == "r" and not 0 <= estimates.get(table.name, 0) < MANY_ROWS]
        aside = set_aside(self._connection, tables, loaded, large)
        if emptied := [table.quoted for table in loaded if not keeps_migrations(table.name)]:
            self._run(f"TRUNCATE {', '.join(emptied)}")
        return aside

    def load(self, table: Table, columns: Iterable[str], blocks: Iterator[bytes]) -> None:
        """Copy rows into a table."""
        freeze = "" if table.is_partitioned else " WITH (FREEZE)"
        copy = f"COPY {table.quoted} ({', '.join(map(quoted, columns))}) FROM STDIN{freeze}"
        with self._connection.cursor() as cursor, cursor.copy(copy.encode()) as into:
            for block in blocks:
                into.write(block)

    def refuse_other_migrations(self, table: Table, stream: Stream) -> None:
        """Raise SchemaError where a tool has applied others there; when it did does not count."""
        column = next((name for name in MIGRATION if name in stream.columns), None)
        at = stream.columns.index(column) if column else 0
        theirs = {line.split(b"\t")[at] for block in stream.blocks for line in block.splitlines()}
        if column:
            rows = self._connection.execute(f"SELECT {quoted(column)}::text FROM {table.quoted}".encode())
            ours = {str(name).encode() for (name,) in rows}
            if theirs != ours:
                other = min(theirs ^ ours).decode(errors="replace")[:60]
                raise SchemaError(f"only one of source and target has the migration {other} ({table.name})")

    def finish(self, aside: Aside, sequences: Iterable[Sequence], renamed: Mapping[str, str]) -> None:
        """Make again what was set aside, and set the sequences."""
        for statement in aside.statements:
            self._run(statement)
        there = {
            name if schema == "public" else f"{schema}.{name}": known
            for known, schema, name in self._connection.execute(SEQUENCES.encode())
        }
        for sequence in sequences:
            known = there.get(sequence.name) or there.get(renamed.get(sequence.name, ""))
            if known:
                self._run(f"ALTER SEQUENCE {known} RESTART WITH {sequence.following}")
        for name, table, column in self._connection.execute(OWNED.encode()).fetchall():
            last = f"(SELECT last_value FROM {name})"
            behind = f"SELECT max({column})::bigint FROM {table} HAVING max({column}) >= {last}"
            row = self._connection.execute(behind.encode()).fetchone()
            if row:  # the source's number could not be read
                self._run(f"ALTER SEQUENCE {name} RESTART WITH {row[0] + 1}")

    def refresh(self, say: Callable[[str], None]) -> list[str]:
        """Fill materialised views anew, and gather statistics: the old ones hold values of the old rows.

        Returns the tables whose old statistics could not be taken away.
        """
        views = [name for (name,) in self._connection.execute(VIEWS.encode())]
        for view in views:
            say(f"refreshing {view}")
            self._run(f"REFRESH MATERIALIZED VIEW {view}")
        every = (*self._plain(), *views)
        for name in every:
            say(f"gathering statistics of {name}")
            self._run(f"ANALYZE {name}")
        return [name for name in every if not self._forget(name)]

    def _forget(self, name: str) -> bool:
        """Return whether no old statistics are left of a table that is empty: ANALYZE leaves them then."""
        row = self._connection.execute(HOLDS_OLD.format(name=name, text=literal(name)).encode()).fetchone()
        if not row or not row[0]:
            return True
        try:
            with self._connection.transaction():
                self._run(f"DELETE FROM pg_statistic WHERE starelid = {literal(name)}::regclass")
        except psycopg.errors.InsufficientPrivilege:
            return False
        return True

    def _plain(self) -> list[str]:
        tables = self.catalogue.tables.values()
        return [table.quoted for table in tables if table.kind != "f" and table.name not in self._own]

    def _run(self, statement: str) -> None:
        self._connection.execute(statement.encode())


@contextmanager
def transaction(connection: psycopg.Connection) -> Iterator[None]:
    """Do all or nothing: whatever goes wrong, the connection is closed, and the server takes all back."""
    connection.execute(SETTINGS.encode())
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(psycopg.Error):
            connection.cancel_safe(timeout=CANCEL_SECONDS)
        connection.close()
        raise
