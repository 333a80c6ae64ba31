"""The table whose rows grow old: its key, and the column that says when a row was made."""

import re
from dataclasses import dataclass
from enum import StrEnum

import psycopg

from servio_verify.errors import UsageError
from servio_verify.infra.database.question import NAMED, OURS

ORDERS = "orders"
UTC = "UTC"
TIME_COLUMNS = (
    "created_at",
    "createdAt",
    "created",
    "created_on",
    "createdOn",
    "placed_at",
    "placedAt",
    "ordered_at",
    "orderedAt",
    "inserted_at",
    "date_created",
)
"""What the time of making is called, the most usual first."""


class TimeKind(StrEnum):
    """How a column keeps a time."""

    INSTANT = "timestamp with time zone"
    LOCAL = "timestamp without time zone"
    DAY = "date"


@dataclass(frozen=True)
class Column:
    """A column: its name, the same quoted, and its type as SQL writes it."""

    name: str
    quoted: str
    type: str

    @property
    def kind(self) -> TimeKind | None:
        """How it keeps a time; None where it keeps none. A precision, as in timestamp(3), changes nothing."""
        plain = re.sub(r"\(\d\)", "", self.type)
        return next((kind for kind in TimeKind if kind == plain), None)


@dataclass(frozen=True)
class AgingTable:
    """A table of rows that grow old. `zone` is where times without a zone were written."""

    oid: int
    name: str
    quoted: str
    key: tuple[Column, ...]
    time: Column
    is_indexed: bool
    """Whether an index begins with the time."""

    zone: str = UTC

    def before(self, instant: str, column: str) -> str:
        """Return the condition that a row is older than an instant (SQL of a timestamptz), whatever the session's zone.

        In a zone with summer time an hour comes twice a year: a row of it counts as the younger of both.
        """
        local = f"({instant} AT TIME ZONE '{self.zone}')"
        if self.time.kind is TimeKind.INSTANT:
            return f"{column} < {instant}"
        if self.time.kind is TimeKind.DAY:
            return f"{column} < {local}::date"
        exactly = "" if self.zone == UTC else f" AND {self.instant(column)} < {instant}"
        return f"{column} < {local}{exactly}"

    def instant(self, column: str) -> str:
        """Return SQL of the instant that a value of the column is; of a day, its end."""
        if self.time.kind is TimeKind.INSTANT:
            return column
        end = " + 1" if self.time.kind is TimeKind.DAY else ""
        return f"(({column}{end})::timestamp AT TIME ZONE '{self.zone}')"


FIND = f"""SELECT c.oid::int8, {NAMED}, format('%%I.%%I', n.nspname, c.relname), row_security_active(c.oid)
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {OURS.replace("%", "%%")}
       AND (c.relname = %(name)s OR n.nspname || '.' || c.relname = %(name)s OR (%(loosely)s
           AND lower(c.relname) IN (lower(%(name)s), lower(regexp_replace(%(name)s, 's$', '')))))
   ORDER BY c.relname = %(name)s DESC, n.nspname = 'public' DESC, 2"""

COLUMNS = """SELECT a.attname::text, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), a.attnum,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisvalid AND i.indkey[0] = a.attnum
           AND i.indpred IS NULL AND (SELECT amname = 'btree' FROM pg_am m JOIN pg_class x ON x.relam = m.oid
               WHERE x.oid = i.indexrelid))
   FROM pg_attribute a WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""

KEY = """SELECT i.indkey::int2[] FROM pg_index i WHERE i.indrelid = %s AND i.indisunique AND i.indisvalid
   AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indnatts = i.indnkeyatts
   AND (i.indisprimary OR NOT EXISTS (SELECT FROM pg_attribute a
       WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[]) AND NOT a.attnotnull))
   ORDER BY i.indisprimary DESC, i.indnatts LIMIT 1"""
"""What tells a row from all others: the primary key, else a unique index without NULL."""

ZONE = "SELECT name FROM pg_timezone_names WHERE lower(name) = lower(%s)"


def find_table(connection: psycopg.Connection, name: str | None, time: str | None, zone: str = UTC) -> AgingTable:
    """Return the table: `name`, else orders however it is written. Raises UsageError in one line."""
    found = connection.execute(FIND.encode(), {"name": name or ORDERS, "loosely": name is None}).fetchall()
    if not found:
        raise UsageError(f"the database has no table {name or ORDERS!r}: name it with --table")
    if len(found) > 1 and found[1][2].rpartition(".")[2] == found[0][2].rpartition(".")[2]:
        raise UsageError(f"{found[0][2]} or {found[1][2]}? Name it with --table SCHEMA.TABLE")
    oid, shown, quoted, is_hidden = found[0]
    if is_hidden:
        raise UsageError(f"row security hides rows of {shown} from this user: name its owner, or one with BYPASSRLS")
    rows = connection.execute(COLUMNS.encode(), [oid]).fetchall()
    columns = {number: Column(column, sql, type_) for column, sql, type_, number, _ in rows}
    made = _time(shown, list(columns.values()), time)
    key = connection.execute(KEY.encode(), [oid]).fetchone()
    return AgingTable(
        oid=oid,
        name=shown,
        quoted=quoted,
        key=tuple(columns[number] for number in key[0]) if key else (),
        time=made,
        is_indexed=any(row[0] == made.name and row[4] for row in rows),
        zone=_zone(connection, zone),
    )


def _time(table: str, columns: list[Column], name: str | None) -> Column:
    by_name = {column.name: column for column in columns}
    times = [column.name for column in columns if column.kind]
    if name is not None:
        if name not in by_name or not by_name[name].kind:
            raise UsageError(f"{table} has no time {name!r}; its times: {', '.join(times) or 'none'}")
        return by_name[name]
    for usual in TIME_COLUMNS:
        if usual in times:
            return by_name[usual]
    raise UsageError(f"when was a row of {table} made? Name it with --time-column: {', '.join(times) or 'it has none'}")


def _zone(connection: psycopg.Connection, zone: str) -> str:
    if zone == UTC:
        return UTC
    known = connection.execute(ZONE, [zone]).fetchone()
    if known is None or "'" in known[0]:
        raise UsageError(f"the server knows no time zone {zone!r}; write it like Europe/London")
    return str(known[0])
