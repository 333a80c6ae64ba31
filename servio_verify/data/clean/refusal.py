"""Refusal of what may not be cleaned: production, a server that is read-only, one whose clock is off.

What is production says so by its address, by the environments' files, or in a setting or table of its own.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from dotenv import dotenv_values

from servio_verify.environments.layers.names import named
from servio_verify.environments.permissions import RefusedError, says_production
from servio_verify.infra.address import Address, read_address
from servio_verify.infra.address import RefusedError as BadAddressError
from servio_verify.infra.database.connection import PORT, SCHEMES
from servio_verify.infra.retention.table import AgingTable

VARIABLE = "DATABASE_URL"
NEVER = "nothing is deleted there"
MOST_OFF = timedelta(minutes=5)
ROWS_READ = 1000

SETTINGS = """SELECT lower(split_part(said, '=', 1)), split_part(said, '=', 2)
   FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) said
   WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
   UNION ALL SELECT lower(name), setting FROM pg_settings WHERE name ~* '(environment|[._]env|cluster_name)$'"""

TABLES = r"""SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'v', 'm', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
       AND c.relname ~* '^(\w+_)?(environments?|settings?|config(uration)?|metadata)$'
       AND has_table_privilege(c.oid, 'SELECT')"""
"""Where a database may say what it is; Rails keeps it in `ar_internal_metadata`."""

READ_ONLY = """SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'
   OR current_setting('transaction_read_only') = 'on'"""

_ENVIRONMENT = re.compile(r"(\w*[._])?(app_?)?env(ironment)?(_?name)?", re.IGNORECASE)


def refuse_by_address(address: Address) -> None:
    """Raise RefusedError where host, database or user are production's by their words."""
    for what, text in (("host", address.host), ("database", address.name), ("user", address.user or "")):
        if word := says_production(text):
            raise RefusedError(f"{address.variable}: the {what} {text[:60]!r} says {word}: {NEVER}")


def refuse_by_files(address: Address, root: Path) -> None:
    """Raise RefusedError where it is the address of an environment that is production by its name."""
    for name in filter(says_production, named(root)):
        try:
            told = dotenv_values(root / f".env.{name}").get(VARIABLE) or ""
            known = read_address(VARIABLE, told, PORT, SCHEMES)
        except (BadAddressError, OSError):
            continue
        if (known.host.lower(), known.port, known.name) == (address.host.lower(), address.port, address.name):
            raise RefusedError(f"{address.variable} is the {VARIABLE} of .env.{name}: {NEVER}")


def refuse_by_itself(connection: psycopg.Connection, variable: str) -> None:
    """Raise RefusedError where a setting or a table of the database says that it is production."""
    for name, said in connection.execute(SETTINGS.encode()).fetchall():
        if (_ENVIRONMENT.fullmatch(name) or name == "cluster_name") and says_production(said):
            raise RefusedError(f"{variable}: its setting {name} says {said[:40]!r}: {NEVER}")
    for (table,) in connection.execute(TABLES.encode()).fetchall():
        for said in _told(connection, table):
            if says_production(said):
                raise RefusedError(f"{variable}: its table {table} says {said[:40]!r}: {NEVER}")


def refuse_read_only(connection: psycopg.Connection, variable: str) -> None:
    """Raise RefusedError where nothing can, or shall, be written."""
    is_replica, is_read_only = connection.execute(READ_ONLY).fetchone() or (True, True)
    if is_replica:
        raise RefusedError(f"{variable}: this server is a replica, or being restored: name the primary")
    if is_read_only:
        raise RefusedError(f"{variable}: this server is read-only (default_transaction_read_only): {NEVER}")


def refuse_wrong_clock(connection: psycopg.Connection, table: AgingTable) -> None:
    """Raise RefusedError where the server's clock is not this machine's, or rows are of the future."""
    before = datetime.now(UTC)
    (server,) = connection.execute("SELECT clock_timestamp()").fetchone() or (before,)
    after = datetime.now(UTC)
    off = max(before - server, server - after, timedelta())
    if off > MOST_OFF:
        raise RefusedError(f"the server's clock is {_long(off)} off from this machine's: correct it first; {NEVER}")
    time = table.time.quoted
    instant = table.instant(f"(SELECT max({time}) FROM {table.quoted} WHERE {time} < 'infinity')")
    ahead = f"SELECT extract(epoch FROM {instant} - clock_timestamp())::float8"
    (seconds,) = connection.execute(ahead.encode()).fetchone() or (None,)
    day = timedelta(days=1) if table.time.kind == "date" else timedelta()
    if seconds is not None and seconds > (MOST_OFF + day).total_seconds():
        advice = f" or they were not written in {table.zone} (--timestamps-in)" if table.instant("x") != "x" else ""
        ahead_by = _long(timedelta(seconds=seconds))
        raise RefusedError(f"rows of {table.name} are {ahead_by} in the future: a clock is off{advice}; {NEVER}")


def _told(connection: psycopg.Connection, table: str) -> Iterator[str]:
    """Yield what a table says of the environment: in a column of that name, or beside a key of that name."""
    rows = connection.execute(f"SELECT to_jsonb(t) FROM {table} t LIMIT {ROWS_READ}".encode()).fetchall()
    for (row,) in rows:
        values = [str(value) for value in row.values()]
        small = "environment" in table and len(values) <= 3
        yield from (str(value) for key, value in row.items() if small or _ENVIRONMENT.fullmatch(key))
        if any(_ENVIRONMENT.fullmatch(value) for value in values):
            yield from values


def _long(off: timedelta) -> str:
    minutes = int(off.total_seconds() // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
