"""Production's database as a source: one read-only transaction with one snapshot, its tables locked against changes."""

import math
from collections.abc import Iterator, Mapping

import psycopg
from psycopg import IsolationLevel

from servio_verify.data.anonymise.errors import AnonymiseError
from servio_verify.data.anonymise.reading.source import Sequence, Stream, whole_rows
from servio_verify.data.anonymise.writing.differences import heads
from servio_verify.data.policy.catalogue import Catalogue, Table, read_catalogue
from servio_verify.data.policy.model import Action, Policy, Rows

SETTINGS = """SET statement_timeout = 0; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = 0;
   SET datestyle = ISO; SET intervalstyle = postgres; SET extra_float_digits = 3; SET row_security = off;
   SET bytea_output = hex; SET search_path = pg_catalog, public; SET synchronize_seqscans = off"""
"""As pg_dump has them: values are written so that they are read as the same. Rows that may not be seen are an error."""

SEQUENCES = """SELECT schemaname::text, sequencename::text, CASE
       WHEN last_value IS NULL THEN start_value
       WHEN last_value + increment_by::numeric BETWEEN min_value AND max_value THEN last_value + increment_by
       WHEN NOT cycle THEN last_value WHEN increment_by > 0 THEN min_value ELSE max_value END
   FROM pg_sequences ORDER BY 1, 2"""


class LiveSource:
    """Reads from a connection, which is nobody else's."""

    catalogue: Catalogue

    def __init__(self, connection: psycopg.Connection, policy: Policy) -> None:
        self._connection = connection
        self._policy = policy
        connection.execute(SETTINGS.encode())
        before = read_catalogue(connection).tables
        connection.autocommit = False
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        if names := ", ".join(table.quoted for table in self._copied(before)):
            connection.execute(f"LOCK TABLE {names} IN ACCESS SHARE MODE".encode())
        self.catalogue = read_catalogue(connection)
        self.heads = heads(connection)
        if new := self.catalogue.tables.keys() - before.keys():
            raise AnonymiseError(f"source: the table {min(new)} was made just now: a migration is going on; try again")

    def fraction(self, rows: int) -> float:
        """Return how much is read when so many rows are, by the server's own estimates."""
        return min(1.0, rows / (sum(max(0.0, table.rows) for table in self._copied()) or math.inf))

    def streams(self) -> Iterator[Stream]:
        """Yield each table's rows."""
        for table in self._copied():
            told = self._policy.tables[table.name].columns
            names = tuple(
                column.name
                for column in table.columns
                if not column.generated and told[column.name].action is not Action.DROP
            )
            if names:
                yield Stream(table.name, names, whole_rows(self._pieces(table, names)))

    def sequences(self) -> list[Sequence]:
        """Return where each sequence stands."""
        rows = self._connection.execute(SEQUENCES.encode()).fetchall()
        return [
            Sequence(name if schema == "public" else f"{schema}.{name}", following) for schema, name, following in rows
        ]

    def _copied(self, tables: Mapping[str, Table] | None = None) -> list[Table]:
        decided = {name for name, told in self._policy.tables.items() if told.rows is Rows.KEEP}
        every = (self.catalogue.tables if tables is None else tables).values()
        return [table for table in every if table.name in decided and table.kind != "f"]

    def _pieces(self, table: Table, names: tuple[str, ...]) -> Iterator[bytes]:
        columns = ", ".join(map(quoted, names))
        rows = f"(SELECT {columns} FROM {table.quoted})" if table.is_partitioned else f"{table.quoted} ({columns})"
        with self._connection.cursor() as cursor, cursor.copy(f"COPY {rows} TO STDOUT".encode()) as copy:
            yield from map(bytes, copy)


def quoted(name: str) -> str:
    """Return a name as SQL has it."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
