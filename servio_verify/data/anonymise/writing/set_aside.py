"""Indexes, foreign keys and triggers, set aside while rows are loaded: a restore makes them last, too."""

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

from servio_verify.data.policy.catalogue import Table

MANY_ROWS = 10_000
"""Smaller tables keep their indexes: nothing is gained."""

FOREIGN_KEYS = """SELECT k.conrelid::regclass::text, quote_ident(k.conname), pg_get_constraintdef(k.oid),
       obj_description(k.oid, 'pg_constraint')
   FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid = ANY (%s::regclass[])
   ORDER BY 1, 2"""

CONSTRAINTS = """SELECT k.conrelid::regclass::text, quote_ident(k.conname), pg_get_constraintdef(k.oid),
       obj_description(k.oid, 'pg_constraint')
   FROM pg_constraint k JOIN pg_class c ON c.oid = k.conindid JOIN pg_index i ON i.indexrelid = c.oid
   WHERE k.contype IN ('p', 'u', 'x') AND k.conrelid = ANY (%s::regclass[]) AND c.reloptions IS NULL
       AND c.reltablespace = 0 AND i.indisvalid AND NOT i.indisclustered AND NOT i.indisreplident
       AND obj_description(c.oid, 'pg_class') IS NULL
       AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attstattarget > 0)
   ORDER BY k.contype, 1, 2"""

INDEXES = """SELECT c.oid::regclass::text, pg_get_indexdef(c.oid), obj_description(c.oid, 'pg_class')
   FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
   WHERE i.indrelid = ANY (%s::regclass[]) AND i.indisvalid AND NOT i.indisclustered AND NOT i.indisreplident
       AND c.reltablespace = 0 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'x'))
       AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attstattarget > 0)
   ORDER BY 1"""

TRIGGERS = """SELECT t.tgrelid::regclass::text, quote_ident(t.tgname), t.tgenabled::text
   FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'D'
       AND t.tgrelid = ANY (%s::regclass[]) ORDER BY 1, 2"""

ENABLED = {"O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


@dataclass(frozen=True)
class Aside:
    """The statements that make again what was set aside, in their order."""

    statements: tuple[str, ...]


def set_aside(
    connection: psycopg.Connection, tables: Iterable[Table], loaded: Iterable[Table], large: Iterable[Table]
) -> Aside:
    """Take away foreign keys of these tables, triggers of those that are loaded, and indexes of the large ones."""
    every, many = [table.quoted for table in tables], [table.quoted for table in large]
    filled = [table.quoted for table in loaded]
    triggers = [
        f"ALTER TABLE {table} {ENABLED[how]} TRIGGER {name}" for table, name, how in _rows(connection, TRIGGERS, filled)
    ]
    for table, name, _ in _rows(connection, TRIGGERS, filled):
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}".encode())
    keys = _constraints(connection, _rows(connection, FOREIGN_KEYS, every))
    unique = _constraints(connection, _rows(connection, CONSTRAINTS, many))
    return Aside((*unique, *_indexes(connection, many), *keys, *triggers))


def _constraints(connection: psycopg.Connection, rows: list[tuple[str, ...]]) -> list[str]:
    again = []
    for table, name, definition, comment in rows:
        if _done(connection, f"ALTER TABLE {table} DROP CONSTRAINT {name}"):
            again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            again += [f"COMMENT ON CONSTRAINT {name} ON {table} IS {literal(comment)}"] if comment else []
    return again


def _indexes(connection: psycopg.Connection, tables: list[str]) -> list[str]:
    again = []
    for name, definition, comment in _rows(connection, INDEXES, tables):
        if _done(connection, f"DROP INDEX {name}"):
            again.append(definition)
            again += [f"COMMENT ON INDEX {name} IS {literal(comment)}"] if comment else []
    return again


def _done(connection: psycopg.Connection, statement: str) -> bool:
    """Return whether it could be done; where something else needs it, it stays."""
    try:
        with connection.transaction():
            connection.execute(statement.encode())
    except psycopg.errors.DependentObjectsStillExist:
        return False
    return True


def _rows(connection: psycopg.Connection, query: str, tables: list[str]) -> list[tuple[str, ...]]:
    return connection.execute(query.encode(), [tables]).fetchall()


def literal(text: str) -> str:
    """Return a text as SQL has it."""
    escaped = text.replace("'", "''")
    return f"E'{escaped}'".replace("\\", "\\\\") if "\\" in text else f"'{escaped}'"
