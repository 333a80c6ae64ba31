"""Orders that stay for a younger one's sake: SQL of whether it would go with them, or what would is its own too."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from servio_verify.data.clean.graph import Graph
from servio_verify.data.clean.keys import ForeignKey

TABLE, ROW = '"#table"', '"#row"'


@dataclass(frozen=True)
class Sharing:
    """Composes it, of a row `t` of the root.

    A set of rows that go with it is named `s` and the number of its table, one of rows that these belong to `v`.
    """

    graph: Graph
    wanted: tuple[str, ...]
    """Columns of the root that `young` asks for."""

    young: str
    """The condition that a row `b` of a set does not go."""

    def keeping(self) -> Iterator[str]:
        """Yield the conditions that keep it."""
        if self.graph.within(self.graph.root):
            yield f"EXISTS ({self._younger()})"
        if self.tables:
            yield self.shared()

    @cached_property
    def tables(self) -> tuple[int, ...]:
        """The tables of which a row can belong to several orders: those that go by more keys than one."""
        several = (oid for oid in self.graph.order[1:] if len(self._up(oid)) > 1)
        return tuple(several)

    def shared(self) -> str:
        """Return the condition that a row that would go with `t` belongs to a row that stays, too."""
        root = self.graph.root
        more = self._recursion(root, self.graph.within(root))
        sets = [f"s0 AS ({self._selected('t', root)}{more})"]
        sets += [self._down(oid) for oid in self.graph.order[1:] if oid in self._path]
        sets += [self._parents(oid) for oid in reversed(self.graph.order) if oid in self._above]
        return f"EXISTS (WITH RECURSIVE {', '.join(sets)} SELECT FROM v0 b WHERE {self.young})"

    def _up(self, oid: int) -> list[ForeignKey]:
        """Return the keys by which a row belongs to another; orders belong to themselves."""
        return [] if oid == self.graph.root else [*self.graph.into(oid), *self.graph.within(oid)]

    @cached_property
    def _above(self) -> frozenset[int]:
        """The tables that rows of those tables belong to, at any distance."""
        found: set[int] = set()
        open_ = list(self.tables)
        while open_:
            more = {key.parent for key in self._up(open_.pop())} - found
            found |= more
            open_ += more
        return frozenset(found)

    @cached_property
    def _path(self) -> frozenset[int]:
        """The tables on the way to those tables, and these."""
        return self._above | {*self.tables}

    def _columns(self, oid: int) -> list[str]:
        down = [key for key in (*self.graph.out_of(oid), *self.graph.within(oid)) if key.child in self._path]
        found = [name for key in down for name in key.referenced]
        found += [name for key in self._up(oid) for name in key.columns]
        return list(dict.fromkeys([*found, *(self.wanted if oid == self.graph.root else ())]))

    def _selected(self, alias: str, oid: int) -> str:
        columns = (f"{alias}.{name}" for name in self._columns(oid))
        return "SELECT " + ", ".join([f"{alias}.tableoid AS {TABLE}", f"{alias}.ctid AS {ROW}", *columns])

    def _recursion(self, oid: int, keys: list[ForeignKey]) -> str:
        if not keys:
            return ""
        matches = " OR ".join(f"({key.matches()})" for key in keys)
        table, own = self.graph.tables[oid].quoted, f"s{self.graph.number(oid)}"
        return f" UNION {self._selected('c', oid)} FROM {table} c JOIN {own} p ON {matches}"

    def _down(self, oid: int) -> str:
        """Return the set of the rows of a table that go with `t`."""
        table = self.graph.tables[oid].quoted
        found = " UNION ".join(
            f"{self._selected('c', oid)} FROM {table} c JOIN s{self.graph.number(key.parent)} p ON {key.matches()}"
            for key in self.graph.into(oid)
        )
        return f"s{self.graph.number(oid)} AS (SELECT * FROM ({found}) f{self._recursion(oid, self.graph.within(oid))})"

    def _parents(self, oid: int) -> str:
        """Return the set of the rows of a table that those rows belong to."""
        graph, number = self.graph, self.graph.number(oid)
        within = [key for key in self._up(oid) if key.child == key.parent]
        ways = [
            (key, f"s{graph.number(key.child)}") for key in (*graph.out_of(oid), *within) if key.child in self.tables
        ]
        ways += [(key, f"v{graph.number(key.child)}") for key in graph.out_of(oid) if key.child in self._above]
        table = graph.tables[oid].quoted
        found = " UNION ".join(
            f"{self._selected('p', oid)} FROM {table} p JOIN {own} c ON {key.matches(set_of='child')}"
            for key, own in ways
        )
        matches = " OR ".join(f"({key.matches(set_of='child')})" for key in within)
        more = f" UNION {self._selected('p', oid)} FROM {table} p JOIN v{number} c ON {matches}" if within else ""
        return f"v{number} AS (SELECT * FROM ({found}) f{more})"

    def _younger(self) -> str:
        """Return the query of the rows that go with `t` and do not go."""
        keys = self.graph.within(self.graph.root)
        first = " OR ".join(f"({key.matches('t', set_of='none')})" for key in keys)
        more = " OR ".join(f"({key.matches('b')})" for key in keys)
        wanted, quoted = self._selected("c", self.graph.root), self.graph.tables[self.graph.root].quoted
        return (
            f"WITH RECURSIVE b AS ({wanted} FROM {quoted} c WHERE {first}"
            f" UNION {wanted} FROM {quoted} c JOIN b ON {more}) SELECT FROM b WHERE {self.young}"
        )
