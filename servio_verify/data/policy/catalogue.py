"""Catalogue of a database, as far as copying rows needs it: tables, columns with their types, what refers to what."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import psycopg

from servio_verify.infra.database.question import NAMED, NOT_OF_AN_EXTENSION, OURS


@dataclass(frozen=True)
class Column:
    """One column. `base_type` is the type below domains and arrays."""

    name: str
    type: str
    base_type: str
    is_array: bool = False
    is_enum: bool = False
    longest: int | None = None
    not_null: bool = False
    has_default: bool = False
    generated: bool = False
    unique: bool = False


@dataclass(frozen=True)
class Table:
    """One table, or partitioned table. `name` is what the policy calls it, `quoted` what SQL does."""

    name: str
    quoted: str
    kind: str
    rows: float
    """Estimated; -1 where nobody has counted."""

    columns: tuple[Column, ...] = ()

    @property
    def is_partitioned(self) -> bool:
        """Whether its rows are in partitions."""
        return self.kind == "p"

    def column(self, name: str) -> Column | None:
        """Return the column of that name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Reference:
    """A column that refers to another (one pair of a foreign key)."""

    table: str
    column: str
    to_table: str
    to_column: str


@dataclass(frozen=True)
class Catalogue:
    """What a database has. Partitions stand under the table that they are parts of."""

    tables: Mapping[str, Table]
    references: tuple[Reference, ...] = ()
    partitions: Mapping[str, str] = field(default_factory=dict)
    """Each partition, and the table that it is a part of."""

    has_large_objects: bool = False


TABLES = f"""SELECT {NAMED}, format('%I.%I', n.nspname, c.relname), c.relkind::text, c.reltuples::float8,
       c.relispartition,
       (SELECT {NAMED} FROM pg_partition_ancestors(c.oid) WITH ORDINALITY r(oid, at) JOIN pg_class c ON c.oid = r.oid
        JOIN pg_namespace n ON n.oid = c.relnamespace ORDER BY r.at DESC LIMIT 1), c.oid::int8
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND {OURS} AND {NOT_OF_AN_EXTENSION} ORDER BY 1"""

COLUMNS = """WITH RECURSIVE below AS (
       SELECT t.oid AS type, t.oid AS base, t.typtypmod AS mod, false AS is_array FROM pg_type t
     UNION ALL
       SELECT b.type, CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
           CASE WHEN t.typtype = 'd' AND b.mod = -1 THEN t.typtypmod ELSE b.mod END, b.is_array OR t.typtype <> 'd'
       FROM below b JOIN pg_type t ON t.oid = b.base
       WHERE t.typtype = 'd' OR (t.typelem <> 0 AND t.typcategory = 'A'))
   SELECT a.attrelid::int8, a.attname::text, format_type(a.atttypid, a.atttypmod),
       CASE WHEN bn.nspname = 'pg_catalog' THEN format_type(t.oid, NULL) ELSE t.typname::text END, b.is_array,
       t.typtype = 'e', CASE WHEN t.oid IN ('varchar'::regtype, 'bpchar'::regtype) THEN
           nullif(greatest(a.atttypmod, b.mod), -1) - 4 END,
       a.attnotnull, a.atthasdef OR a.attidentity <> '', a.attgenerated <> '',
       EXISTS (SELECT FROM pg_index i
           WHERE i.indrelid = a.attrelid AND (i.indisunique OR i.indisexclusion) AND (a.attnum = ANY (i.indkey::int2[])
               OR EXISTS (SELECT FROM pg_depend d WHERE d.objid = i.indexrelid AND d.classid = 'pg_class'::regclass
                   AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum)))
   FROM pg_attribute a JOIN below b ON b.type = a.atttypid JOIN pg_type t ON t.oid = b.base
   JOIN pg_namespace bn ON bn.oid = t.typnamespace
   WHERE a.attrelid = ANY (%s) AND a.attnum > 0 AND NOT a.attisdropped
       AND NOT (t.typtype = 'd' OR (t.typelem <> 0 AND t.typcategory = 'A'))
   ORDER BY a.attrelid, a.attnum"""

REFERENCES = """SELECT k.conrelid::int8, f.attname::text, k.confrelid::int8, t.attname::text FROM pg_constraint k
   CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair (here, there)
   JOIN pg_attribute f ON f.attrelid = k.conrelid AND f.attnum = pair.here
   JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = pair.there
   WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY k.conname, 2"""

LARGE_OBJECTS = "SELECT EXISTS (SELECT FROM pg_largeobject_metadata)"


def read_catalogue(connection: psycopg.Connection) -> Catalogue:
    """Return what the database of this connection has."""
    rows = connection.execute(TABLES.encode()).fetchall()
    names = {oid: name for name, *_, oid in rows}
    columns: dict[int, list[Column]] = {oid: [] for oid in names}
    for oid, *told in connection.execute(COLUMNS.encode(), [list(names)]):
        columns[oid].append(Column(*told))
    tables = {
        name: Table(name, quoted, kind, estimate, tuple(columns[oid]))
        for name, quoted, kind, estimate, is_partition, _, oid in rows
        if not is_partition
    }
    roots = {name: root for name, _, _, _, is_partition, root, _ in rows if is_partition}
    large = connection.execute(LARGE_OBJECTS.encode()).fetchone()
    return Catalogue(
        tables,
        tuple(
            Reference(roots.get(names[here], names[here]), column, roots.get(names[there], names[there]), other)
            for here, column, there, other in connection.execute(REFERENCES.encode())
            if here in names and there in names
        ),
        roots,
        bool(large and large[0]),
    )
