"""What hangs on a table by the declared foreign keys, and in which order it goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import psycopg

from servio_verify.infra.database.question import NAMED

UNLINKS = {"n": "SET NULL", "d": "SET DEFAULT"}
"""Actions of foreign keys by which the row that refers stays."""

SMALL_BYTES = 1 << 20
"""A table of this size is read as fast as its index."""


@dataclass(frozen=True)
class ForeignKey:
    """A declared foreign key: `child` refers to `parent`, column by column (quoted names)."""

    name: str
    child: int
    columns: tuple[str, ...]
    parent: int
    referenced: tuple[str, ...]
    action: str
    is_indexed: bool

    @property
    def deletes(self) -> bool:
        """Whether a row that refers goes with the row that it refers to."""
        return self.action not in UNLINKS


@dataclass(frozen=True)
class Relation:
    """A table of the graph."""

    name: str
    quoted: str
    bytes: int


@dataclass(frozen=True)
class Graph:
    """The tables that hang on a root. `order` has parents before their children; the root is first."""

    root: int
    tables: Mapping[int, Relation]
    keys: tuple[ForeignKey, ...]
    order: tuple[int, ...] = ()
    closing: frozenset[str] = field(default_factory=frozenset)
    """Foreign keys that would close a circle of several tables: they are not followed, and their check decides."""

    def into(self, child: int) -> list[ForeignKey]:
        """Return the keys by which rows of a table go with rows of another."""
        return [key for key in self.keys if self._leads(key) and key.child == child and key.parent != child]

    def out_of(self, parent: int) -> list[ForeignKey]:
        """Return the keys by which rows of other tables go with rows of this one."""
        return [key for key in self.keys if self._leads(key) and key.parent == parent and key.child != parent]

    def within(self, table: int) -> list[ForeignKey]:
        """Return the keys by which rows of a table go with other rows of the same table."""
        return [key for key in self.keys if key.deletes and key.child == key.parent == table]

    @property
    def unlinking(self) -> list[ForeignKey]:
        """The keys by which a row of a table that stays loses its reference."""
        return [key for key in self.keys if not key.deletes and key.child not in self.order]

    def slow(self) -> Iterator[str]:
        """Yield a line for each key without an index on a table that is not small: each parent reads all of it."""
        for key in self.keys:
            table = self.tables[key.child]
            if not key.is_indexed and key.parent in self.order and table.bytes > SMALL_BYTES:
                columns = ", ".join(key.columns)
                yield (
                    f"{table.name} has no index on ({columns}): each row of {self.tables[key.parent].name} reads all of"
                    f" it; CREATE INDEX CONCURRENTLY ON {table.quoted} ({columns})"
                )

    def _leads(self, key: ForeignKey) -> bool:
        return key.deletes and key.name not in self.closing


KEYS = """SELECT k.conrelid::regclass::text || '.' || k.conname, k.conrelid::int8, k.confrelid::int8,
       k.confdeltype::text,
       (SELECT array_agg(quote_ident(a.attname) ORDER BY u.at) FROM unnest(k.conkey) WITH ORDINALITY u (n, at)
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n),
       (SELECT array_agg(quote_ident(a.attname) ORDER BY u.at) FROM unnest(k.confkey) WITH ORDINALITY u (n, at)
           JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n),
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indkey[0] = ANY (k.conkey)
           AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ '^[(]["\\w]+ IS NOT NULL[)]$'))
   FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY 1"""

TABLES = f"""SELECT c.oid::int8, {NAMED}, format('%%I.%%I', n.nspname, c.relname),
       (SELECT coalesce(sum(pg_relation_size(t.relid)), pg_relation_size(c.oid)) FROM pg_partition_tree(c.oid) t)::int8
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ANY (%s)"""


def read_graph(connection: psycopg.Connection, root: int) -> Graph:
    """Return what hangs on a table, as the catalogue says."""
    rows = connection.execute(KEYS.encode()).fetchall()
    every = [ForeignKey(n, c, tuple(cols), p, tuple(refs), a, ix) for n, c, p, a, cols, refs, ix in rows]
    order, closing = _walk(root, every)
    keys = tuple(key for key in every if key.parent in order)
    oids = list({root, *(key.child for key in keys)})
    tables = {oid: Relation(*rest) for oid, *rest in connection.execute(TABLES.encode(), [oids])}
    return Graph(root, tables, keys, order, closing)


def _walk(root: int, keys: list[ForeignKey]) -> tuple[tuple[int, ...], frozenset[str]]:
    """Return the tables, parents first, and the keys that close a circle."""
    done: list[int] = []
    open_: list[int] = []
    closing = set()

    def visit(table: int) -> None:
        open_.append(table)
        for key in (key for key in keys if key.deletes and key.parent == table != key.child):
            if key.child in open_:
                closing.add(key.name)
            elif key.child not in done:
                visit(key.child)
        done.append(open_.pop())

    visit(root)
    return tuple(reversed(done)), frozenset(closing)
