"""Refusal of a target that is the source, and of rows that would make staging say that it is production."""

import random

import psycopg

from servio_verify.data.refusal import said_by_tables
from servio_verify.environments.permissions import RefusedError

NEVER = "nothing is written there"

IDENTITY = "SELECT system_identifier::text || '/' || current_database() FROM pg_control_system()"
LOCKED = """SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""


def refuse_becoming_production(connection: psycopg.Connection) -> None:
    """Raise RefusedError where rows that were copied make staging say that it is production."""
    if found := said_by_tables(connection):
        advice = 'decide rows = "own" for it, so that staging keeps its own'
        raise RefusedError(f"the copied table {found[0]} says {found[1]!r}: {advice}; nothing was changed")


def refuse_same(source: psycopg.Connection, target: psycopg.Connection) -> None:
    """Raise RefusedError where both are one database, whatever their addresses say."""
    number = random.SystemRandom().getrandbits(31)
    if _identity(source) is not None and _identity(source) == _identity(target):
        raise RefusedError("--from and --to are the same database: it is never done in place")
    target.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        row = source.execute(LOCKED.encode(), [number]).fetchone()
    finally:
        target.execute("SELECT pg_advisory_unlock(%s)", [number])
    if row and row[0]:
        raise RefusedError("--from and --to are the same database: it is never done in place")


def _identity(connection: psycopg.Connection) -> str | None:
    try:
        row = connection.execute(IDENTITY).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return None
    return row[0] if row else None
