"""Relations of a database, in every schema that is not PostgreSQL's own, and the columns of each."""

from dataclasses import dataclass

OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"
"""Every schema but the server's; `n` is pg_namespace."""

NAMED = "CASE WHEN n.nspname = 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END"

HARMLESS = frozenset(
    "boolean,uuid,date,interval,time without time zone,time with time zone,timestamp without time zone"  # noqa: SIM905
    ",timestamp with time zone,point,line,lseg,box,path,polygon,circle,oid,xid,xid8,cid,tid,pg_lsn,smallint,real"
    ',"char",regclass,regtype,regproc,regprocedure,txid_snapshot,pg_snapshot'.split(",")
)
"""Types whose values can be neither a name nor a number of somebody's."""

NUMBERS = frozenset(("integer", "bigint", "numeric", "double precision", "money"))
KINDS = {"r": "table", "p": "partitioned table", "m": "materialised view", "f": "foreign table"}


@dataclass(frozen=True)
class Column:
    """One column; `base` is the type below domains, arrays and ranges."""

    name: str
    type: str
    base: str
    is_plain: bool
    """Whether it is no array and no range."""

    is_generated: bool
    is_readable: bool
    distinct: float
    """Estimated number of values; negative as a share of the rows; 0 where nobody has counted."""

    @property
    def is_harmless(self) -> bool:
        """Whether its type says that it tells nobody."""
        return self.base in HARMLESS

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, one in each row."""
        return self.base in NUMBERS and self.is_plain


@dataclass(frozen=True)
class Relation:
    """A table, partition, materialised view or foreign table. `root` is what the policy decides on."""

    oid: int
    name: str
    root: str
    quoted: str
    kind: str
    rows: float
    row_security: bool
    columns: tuple[Column, ...] = ()


ROOT = f"""coalesce((SELECT {NAMED} FROM pg_partition_ancestors(c.oid)
       WITH ORDINALITY r(oid, at) JOIN pg_class c ON c.oid = r.oid JOIN pg_namespace n ON n.oid = c.relnamespace
       ORDER BY r.at DESC LIMIT 1), {NAMED})"""
"""The table that a partition is a part of, or the table itself."""

RELATIONS = f"""SELECT c.oid::int8, {NAMED}, {ROOT}, format('%I.%I', n.nspname, c.relname),
   c.relkind::text, c.reltuples::float8, row_security_active(c.oid)
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'm', 'f') AND {OURS} ORDER BY 2"""

SIZES = "SELECT o, pg_relation_size(o::oid)::float8 FROM unnest(%s::int8[]) o"
"""Bytes of relations; who holds one locked keeps us from asking."""

ROW_BYTES = 50
"""About what a row takes, where nobody has counted them."""

COLUMNS = """WITH RECURSIVE below AS (
       SELECT t.oid AS type, t.oid AS base, true AS is_plain FROM pg_type t
     UNION ALL
       SELECT b.type, coalesce(CASE WHEN t.typtype = 'd' THEN t.typbasetype WHEN t.typtype = 'r' THEN r.rngsubtype
           WHEN t.typtype = 'm' THEN m.rngsubtype ELSE t.typelem END), b.is_plain AND t.typtype = 'd'
       FROM below b JOIN pg_type t ON t.oid = b.base
       LEFT JOIN pg_range r ON r.rngtypid = t.oid LEFT JOIN pg_range m ON m.rngmultitypid = t.oid
       WHERE t.typtype IN ('d', 'r', 'm') OR (t.typelem <> 0 AND t.typcategory = 'A'))
   SELECT a.attrelid::int8, a.attname::text, format_type(a.atttypid, a.atttypmod), format_type(t.oid, NULL), b.is_plain,
       a.attgenerated <> '', has_column_privilege(a.attrelid, a.attnum, 'SELECT'), coalesce(s.n_distinct, 0)::float8
   FROM pg_attribute a JOIN below b ON b.type = a.atttypid JOIN pg_type t ON t.oid = b.base
   JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
       AND NOT s.inherited
   WHERE a.attrelid = ANY (%s) AND a.attnum > 0 AND NOT a.attisdropped
       AND NOT (t.typtype IN ('d', 'r', 'm') OR (t.typelem <> 0 AND t.typcategory = 'A'))
   ORDER BY a.attrelid, a.attnum"""

DERIVED = f"""WITH named AS (SELECT c.oid, c.relkind, {ROOT} AS root FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND {OURS}),
   generated AS (SELECT attrelid, attnum, attname FROM pg_attribute WHERE attgenerated <> ''),
   uses AS (
       SELECT g.attrelid AS rel, g.attname AS col, p.refobjid, p.refobjsubid FROM generated g
           LEFT JOIN pg_attrdef d ON d.adrelid = g.attrelid AND d.adnum = g.attnum
           JOIN pg_depend p ON (p.classid = 'pg_class'::regclass AND p.objid = g.attrelid AND p.objsubid = g.attnum)
               OR (p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid)
           WHERE p.refclassid = 'pg_class'::regclass
               AND (p.refobjid, p.refobjsubid::int) <> (g.attrelid, g.attnum::int)
     UNION
       SELECT r.ev_class, '*', p.refobjid, p.refobjsubid FROM pg_rewrite r
           JOIN pg_depend p ON p.classid = 'pg_rewrite'::regclass AND p.objid = r.oid
               AND p.refclassid = 'pg_class'::regclass AND p.refobjid <> r.ev_class)
   SELECT t.root, u.col::text, s.root, f.attname::text FROM uses u JOIN named t ON t.oid = u.rel
   JOIN named s ON s.oid = u.refobjid
   JOIN pg_attribute f ON f.attrelid = u.refobjid AND f.attnum = u.refobjsubid AND f.attnum > 0"""
"""Columns that the database makes, and a column that each may be made of: a view's, `*`, of all that it reads."""
