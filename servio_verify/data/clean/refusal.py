"""Refusal of what may not be cleaned beside production: a server that is read-only, one whose clock is off."""

from datetime import UTC, datetime, timedelta

import psycopg

from servio_verify.data.clean.graph import Graph
from servio_verify.environments.permissions import RefusedError
from servio_verify.infra.retention.table import AgingTable

NEVER = "nothing is deleted there"
MOST_OFF = timedelta(minutes=5)

READ_ONLY = """SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'
   OR current_setting('transaction_read_only') = 'on'"""


RULE = """SELECT ev_class::int8, quote_ident(rulename) FROM pg_rewrite WHERE ev_enabled <> 'D' AND (
   ev_type = '4' AND ev_class = ANY (%s::int8[]) OR ev_type = '2' AND ev_class = ANY (%s::int8[])) LIMIT 1"""
"""A rule on DELETE or UPDATE."""

HIDDEN = "SELECT oid::int8 FROM pg_class WHERE oid = ANY (%s::int8[]) AND row_security_active(oid) LIMIT 1"

HEIR = """SELECT i.inhparent::int8, i.inhrelid::regclass::text FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
   WHERE p.relkind = 'r' AND i.inhparent = ANY (%s::int8[]) LIMIT 1"""
"""A table that inherits, and is no partition."""


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


def refuse_rules(connection: psycopg.Connection, graph: Graph) -> None:
    """Raise RefusedError where a rule does another thing in place of a deletion, or of the end of a reference."""
    unlinked = [key.child for key in graph.unlinking if key.is_unlinked_by_us]
    row = connection.execute(RULE, [list(graph.order), unlinked]).fetchone()
    if row is not None:
        oid, rule = row
        raise RefusedError(f"{graph.tables[oid].name} has the rule {rule} on what is done to rows: drop it; {NEVER}")


def refuse_unseen(connection: psycopg.Connection, graph: Graph) -> None:
    """Raise RefusedError where a policy hides rows that a cascade would take, or a table has rows of another's."""
    names = {oid: table.name for oid, table in graph.tables.items()}
    if row := connection.execute(HIDDEN, [list(names)]).fetchone():
        who = "name its owner, or one with BYPASSRLS"
        raise RefusedError(f"row security hides rows of {names[row[0]]} from this user: {who}; {NEVER}")
    if row := connection.execute(HEIR, [list(names)]).fetchone():
        raise RefusedError(f"{row[1]} inherits from {names[row[0]]}, and no foreign key holds for it: {NEVER}")


def _long(off: timedelta) -> str:
    minutes = int(off.total_seconds() // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
