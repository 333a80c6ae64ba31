"""What hangs on a table by the declared foreign keys, and in which order it goes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg

from servio_verify.data.clean.keys import CASCADE, Fate, ForeignKey, needed, read_keys
from servio_verify.errors import UsageError
from servio_verify.infra.database.question import NAMED

SMALL_BYTES = 1 << 20
"""A table of this size is read as fast as its index."""


@dataclass(frozen=True)
class Relation:
    """A table of the graph."""

    name: str
    quoted: str
    bytes: int
    may_keep: bool
    """Whether a trigger of it can keep a row from being deleted."""


@dataclass(frozen=True)
class Graph:
    """The tables that hang on a root. `order` has parents before their children; the root is first."""

    root: int
    tables: Mapping[int, Relation]
    keys: tuple[ForeignKey, ...]
    order: tuple[int, ...] = ()
    closing: frozenset[str] = field(default_factory=frozenset)
    """Foreign keys that would close a circle of several tables: they are not followed, and their check decides."""

    fates: Mapping[str, Fate] = field(default_factory=dict)

    def into(self, child: int) -> list[ForeignKey]:
        """Return the keys by which rows of a table go with rows of another."""
        return [key for key in self.keys if self._leads(key) and key.child == child and key.parent != child]

    def out_of(self, parent: int) -> list[ForeignKey]:
        """Return the keys by which rows of other tables go with rows of this one."""
        return [key for key in self.keys if self._leads(key) and key.parent == parent and key.child != parent]

    def within(self, table: int) -> list[ForeignKey]:
        """Return the keys by which rows of a table go with other rows of the same table."""
        return [key for key in self.of(Fate.GOES) if key.child == key.parent == table]

    def of(self, fate: Fate) -> list[ForeignKey]:
        """Return the keys of one fate that refer to what goes."""
        return [key for key in self.keys if self.fates[key.name] is fate]

    @property
    def unlinking(self) -> list[ForeignKey]:
        """The keys by which a row that stays loses its reference."""
        return self.of(Fate.LOSES_ITS_REFERENCE)

    @property
    def holding(self) -> list[ForeignKey]:
        """The keys by which a row of a table that orders refer to keeps an order."""
        return [key for key in self.of(Fate.HOLDS) if key.child != self.root and key.parent == self.root]

    @property
    def guarded(self) -> list[ForeignKey]:
        """The keys by which the database alone would delete what is to stay, or refuse: no row may refer by them."""
        held = [key for key in self.of(Fate.HOLDS) if key not in self.holding]
        return held + [key for key in self.of(Fate.GOES) if key.name in self.closing and key.action == CASCADE]

    def number(self, oid: int) -> int:
        """Return the number of a table, by which the set of its rows that go is named `d`."""
        return self.order.index(oid)

    def joined(self, key: ForeignKey) -> str:
        """Return SQL of the rows `c` that refer to rows `p` that go."""
        return f"FROM {self.tables[key.child].quoted} c JOIN d{self.number(key.parent)} p ON {key.matches()}"

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
        return self.fates[key.name] is Fate.GOES and key.name not in self.closing


TABLES = f"""SELECT c.oid::int8, {NAMED}, format('%%I.%%I', n.nspname, c.relname),
       (SELECT coalesce(sum(pg_relation_size(t.relid)), pg_relation_size(c.oid)) FROM pg_partition_tree(c.oid) t)::int8,
       EXISTS (SELECT FROM pg_trigger g WHERE NOT g.tgisinternal AND g.tgenabled <> 'D' AND g.tgtype & 11 = 11 AND
           (g.tgrelid = c.oid OR g.tgrelid IN (SELECT relid FROM pg_partition_tree(c.oid))))
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ANY (%s)"""
"""A trigger of type 11 is one before each row's deletion."""


def read_graph(connection: psycopg.Connection, root: int, told: Sequence[str] = ()) -> Graph:
    """Return what hangs on a table, as the catalogue says. Raises UsageError where one of `told` tables does not."""
    every = read_keys(connection)
    also = _named(connection, {key.child for key in every} - {root}, told)
    never = needed(root, every, also)
    fates = {key.name: key.fate(root, never, also) for key in every}
    order, closing = _walk(root, [key for key in every if fates[key.name] is Fate.GOES])
    if strange := [name for name, oid in zip(told, also, strict=True) if oid not in order]:
        raise UsageError(f"--goes-with {strange[0]}: its rows refer to none that goes")
    keys = tuple(key for key in every if key.parent in order)
    tables = _relations(connection, {root, *(key.child for key in keys)})
    return Graph(root, tables, keys, order, closing, fates)


def _relations(connection: psycopg.Connection, oids: Collection[int]) -> dict[int, Relation]:
    return {oid: Relation(*rest) for oid, *rest in connection.execute(TABLES.encode(), [list(oids)])}


def _named(connection: psycopg.Connection, children: Collection[int], told: Sequence[str]) -> list[int]:
    found = _relations(connection, children) if told else {}
    known = {name: oid for oid, each in found.items() for name in (each.name, each.quoted)}
    if strange := [name for name in told if name not in known]:
        raise UsageError(f"--goes-with {strange[0]}: no such table refers to another; name it SCHEMA.TABLE")
    return [known[name] for name in told]


def _walk(root: int, keys: list[ForeignKey]) -> tuple[tuple[int, ...], frozenset[str]]:
    """Return the tables, parents first, and the keys that close a circle."""
    done: list[int] = []
    open_: list[int] = []
    closing = set()

    def visit(table: int) -> None:
        open_.append(table)
        for key in (key for key in keys if key.parent == table != key.child):
            if key.child in open_:
                closing.add(key.name)
            elif key.child not in done:
                visit(key.child)
        done.append(open_.pop())

    visit(root)
    return tuple(reversed(done)), frozenset(closing)
