"""Objects of the schema that can hold a person: comments, labels, names of sequences, views, large objects."""

import psycopg

from servio_verify.data.anonymise.reading.live import quoted
from servio_verify.data.anonymise.writing.set_aside import literal
from servio_verify.data.policy.model import Policy

LABELS = """SELECT EXISTS (SELECT FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
   WHERE t.oid = %s::regtype AND e.enumlabel = %s)"""

VIEW = """SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' END
   FROM pg_class WHERE oid = to_regclass(%s)"""

SEQUENCE = "SELECT to_regclass(%s) IS NOT NULL"

COMMENTS = """SELECT format('COMMENT ON %s %s IS NULL', CASE c.relkind WHEN 'v' THEN 'VIEW'
           WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
           WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' WHEN 'f' THEN 'FOREIGN TABLE'
           WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, c.oid::regclass)
   FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
   JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE d.objsubid = 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND {not_extension}
   UNION ALL SELECT format('COMMENT ON COLUMN %s.%I IS NULL', c.oid::regclass, a.attname)
   FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
   JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
   JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE d.objsubid > 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND {not_extension}
   UNION ALL SELECT format('COMMENT ON CONSTRAINT %I ON %s IS NULL', k.conname, k.conrelid::regclass)
   FROM pg_description d JOIN pg_constraint k ON k.oid = d.objoid AND d.classoid = 'pg_constraint'::regclass
   WHERE k.conrelid <> 0
   UNION ALL SELECT format('COMMENT ON TYPE %s IS NULL', t.oid::regtype)
   FROM pg_description d JOIN pg_type t ON t.oid = d.objoid AND d.classoid = 'pg_type'::regclass
   JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND {not_extension}
   UNION ALL SELECT format('COMMENT ON ROUTINE %s IS NULL', p.oid::regprocedure)
   FROM pg_description d JOIN pg_proc p ON p.oid = d.objoid AND d.classoid = 'pg_proc'::regclass
   JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND p.prokind <> 'a' AND {not_extension}
   UNION ALL SELECT format('COMMENT ON SCHEMA %I IS NULL', n.nspname)
   FROM pg_description d JOIN pg_namespace n ON n.oid = d.objoid AND d.classoid = 'pg_namespace'::regclass
   WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')""".replace(
    "{not_extension}", "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = d.objoid AND e.deptype = 'e')"
)


def relabel(connection: psycopg.Connection, policy: Policy, *, back: bool = False) -> None:
    """Rename labels of enumerations; `back` to what they are in the source, so that its rows can be read."""
    for told, new in policy.objects.get("label", {}).items():
        type_name, _, label = told.partition(".")
        old, then = (new, label) if back else (label, new)
        if _is(connection, LABELS, type_name, old):
            _run(connection, f"ALTER TYPE {quoted(type_name)} RENAME VALUE {literal(old)} TO {literal(then)}")


def clean(connection: psycopg.Connection, policy: Policy) -> None:
    """Take persons out of the target's schema, as the policy says."""
    relabel(connection, policy)
    for view in policy.dropped_views:
        row = connection.execute(VIEW, [view]).fetchone()
        if row and row[0]:
            _run(connection, f"DROP {row[0]} {view}")
    for old, new in policy.objects.get("sequence", {}).items():
        if _is(connection, SEQUENCE, old):
            _run(connection, f"ALTER SEQUENCE {old} RENAME TO {quoted(new)}")
    if policy.large_objects:
        _run(connection, "SELECT lo_unlink(oid) FROM pg_largeobject_metadata")
    if policy.comments == "drop":
        for (statement,) in connection.execute(COMMENTS.encode()).fetchall():
            _run(connection, statement)


def _is(connection: psycopg.Connection, query: str, *values: str) -> bool:
    row = connection.execute(query.encode(), values).fetchone()
    return bool(row and row[0])


def _run(connection: psycopg.Connection, statement: str) -> None:
    connection.execute(statement.encode())
