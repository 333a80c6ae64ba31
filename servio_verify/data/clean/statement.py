"""The statement of one batch: it picks the oldest rows, and deletes them with all that hangs on them, or nothing.

It is one statement because then its rows are locked for as long as it takes, and not for a round trip longer; and
because foreign keys are looked at when all of it is gone, so that circles of references are no circles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from servio_verify.data.clean.graph import Graph
from servio_verify.data.clean.sharing import Sharing
from servio_verify.data.clean.spared import Spared
from servio_verify.data.clean.unlinking import Unlinking
from servio_verify.infra.retention.table import AgingTable, Column

CUTOFF = "%(cutoff)s::timestamptz"


@dataclass(frozen=True)
class Statement:
    """Composes it. A set of rows that go is named `d` and the number of its table in the order of the graph."""

    table: AgingTable
    graph: Graph
    spared: tuple[Spared, ...] = ()

    @property
    def sequence(self) -> tuple[Column, ...]:
        """The columns by which rows are walked: the time where an index has it, else the key."""
        return (self.table.time,) if self.table.is_indexed else self.table.key

    @property
    def first(self) -> str:
        """The query of where the walk begins: no row where nothing is to go."""
        return f"SELECT {self._place('t')} FROM {self._next(1, self.conditions())}"

    @property
    def stuck(self) -> str:
        """The query of the key of the next row that nobody holds, and where it is."""
        place = ", ".join(f"t.{each.quoted}::text" for each in self.sequence)
        return (
            f"SELECT {self.key('t')}, ARRAY[{place}] FROM {self._next(1, self._onwards())} FOR UPDATE OF t SKIP LOCKED"
        )

    def _place(self, alias: str) -> str:
        return f"ARRAY[{', '.join(f'{alias}.{each.quoted}::text' for each in self.sequence)}]"

    def _next(self, size: int, conditions: Iterator[str]) -> str:
        walked = ", ".join(f"t.{each.quoted}" for each in self.sequence)
        return f"{self.table.quoted} t WHERE {' AND '.join(conditions)} ORDER BY {walked} LIMIT {size}"

    def _onwards(self) -> Iterator[str]:
        yield from self.conditions()
        walked = ", ".join(f"t.{each.quoted}" for each in self.sequence)
        last = ", ".join(f"%(last_{at})s::{each.type}" for at, each in enumerate(self.sequence))
        yield f"({walked}) >= ({last})"
        yield f"{self.key('t')} <> ALL (%(skipped)s)"

    def conditions(self) -> Iterator[str]:
        """Yield what must hold for a row that goes."""
        yield from self._may_go("t")
        yield from (f"NOT {kept}" for kept in self.sharing.keeping())

    @cached_property
    def sharing(self) -> Sharing:
        """What keeps a row for another one's sake."""
        young = f"({' AND '.join(self._may_go('b'))}) IS NOT TRUE".replace("b.tableoid", 'b."#table"')
        return Sharing(self.graph, tuple(self._columns(self.graph.root)), young)

    def _may_go(self, alias: str) -> Iterator[str]:
        yield self.table.before(CUTOFF, f"{alias}.{self.table.time.quoted}")
        yield self.is_finite(alias)
        yield from self._not_spared(alias)
        yield from (f"NOT {held}" for _, held in self.held(alias))

    def is_finite(self, alias: str) -> str:
        """Return the condition that a row says when it was made."""
        return f"isfinite({alias}.{self.table.time.quoted})"

    def held(self, alias: str) -> Iterator[tuple[str, str]]:
        """Yield each table whose rows hold a row (its name), and the condition that they do."""
        for key in self.graph.holding:
            same = key.matches(alias, set_of="none")
            table = self.graph.tables[key.child]
            yield table.name, f"EXISTS (SELECT FROM {table.quoted} c WHERE {same})"

    def _not_spared(self, alias: str) -> Iterator[str]:
        for at, each in enumerate(self.spared):
            yield f"({alias}.{each.column} IS NULL OR lower({alias}.{each.column}::text) <> ALL (%(spared_{at})s))"

    @property
    def parameters(self) -> dict[str, list[str]]:
        """What the conditions take, beside the cutoff."""
        return {f"spared_{at}": [*map(str.lower, each.values)] for at, each in enumerate(self.spared)}

    def key(self, alias: str) -> str:
        """Return SQL of a row's key as one text."""
        return f"ROW({', '.join(f'{alias}.{each.quoted}' for each in self.table.key)})::text"

    def batch(self, size: int, *, children_first: bool = False) -> str:
        """Return the whole statement: counts by table and of unlinked rows, where it is, and its oldest row's key.

        It fails (division by zero) where a row is not deleted or still refers, as a trigger can have it. What goes is
        deleted in the order in which it is counted: a trigger may not have changed it already.
        """
        order = self.graph.order
        picked = f"SELECT {self._wanted('t')} FROM {self._next(size, self._onwards())} FOR UPDATE OF t SKIP LOCKED"
        parts = [f"picked AS MATERIALIZED ({picked})", self._root_set()]
        parts += [self._set(oid) for oid in order[1:] if self._has_set(oid)]
        parts += [*self._unlinking.sets(), *self._unlinking.updates()]
        parts += [f"g{at} AS ({self._deletion(oid)})" for at, oid in enumerate(order)]
        counts = [f"(SELECT count(*) FROM g{at})" for at, _ in enumerate(order)] + self._unlinking.counts()
        first = ", ".join(each.quoted for each in self.sequence)
        latest = ", ".join(f"{each.quoted} DESC" for each in self.sequence)
        last = f"(SELECT {self._place('picked')} FROM picked ORDER BY {latest} LIMIT 1)"
        oldest = f"(SELECT {self.key('p')} FROM picked p ORDER BY {first} LIMIT 1)"
        all_gone = [at for at, oid in enumerate(order) if not at or self.graph.tables[oid].may_keep]
        guards = [f"(SELECT count(*) FROM g{at}) = (SELECT count(*) FROM d{at})" for at in all_gone]
        whole = f"1 / CASE WHEN {' AND '.join([*guards, *self._unlinking.guards()])} THEN 1 ELSE 0 END"
        backwards = [*self._unlinking.changed(), *reversed(counts[: len(order)])]
        first_of_all = f"ARRAY[{', '.join(backwards)}]" if children_first else "NULL"
        found = f"{first_of_all}, ARRAY[{', '.join(counts)}], {last}, {oldest}, {whole}"
        return f"WITH RECURSIVE {', '.join(parts)} SELECT {found}"

    @property
    def preview(self) -> str:
        """The query of how many rows would go, by table, of how many would be unlinked, and of how many would hold."""
        order = self.graph.order
        picked = f"SELECT {self._wanted('t')} FROM {self.table.quoted} t WHERE {' AND '.join(self.conditions())}"
        parts = [f"picked AS MATERIALIZED ({picked})", self._root_set()]
        parts += [*(self._set(oid) for oid in order[1:]), *self._unlinking.sets()]
        counts = [f"(SELECT count(*) FROM d{at})" for at, _ in enumerate(order)]
        counts += [*self._unlinking.counts(), *(f"(SELECT count(*) {rows})" for rows in self._unlinking.holding())]
        return f"WITH RECURSIVE {', '.join(parts)} SELECT ARRAY[{', '.join(counts)}]"

    @property
    def _unlinking(self) -> Unlinking:
        return Unlinking(self.graph)

    def _has_set(self, oid: int) -> bool:
        """Return whether the rows of a table are found before they are deleted.

        Others hang on them, ways meet, or a trigger may keep some.
        """
        graph = self.graph
        several = len(graph.into(oid)) > 1 or graph.within(oid) or graph.out_of(oid)
        asked = {each for key in (*graph.unlinking, *graph.guarded) for each in (key.parent, key.child)}
        return bool(several or oid in asked or graph.tables[oid].may_keep)

    def _columns(self, oid: int) -> list[str]:
        """Return the columns that a set needs beside its place: the root's key and time, and what others refer to."""
        own = (*(each.quoted for each in (*self.table.key, self.table.time)), *(each.column for each in self.spared))
        found = list(own) if oid == self.graph.root else []
        graph = self.graph
        for key in (*graph.out_of(oid), *graph.within(oid), *graph.unlinking, *graph.guarded, *graph.holding):
            found += key.referenced if key.parent == oid else ()
        return list(dict.fromkeys(found))

    def _wanted(self, alias: str, oid: int | None = None) -> str:
        place = f'{alias}.tableoid AS "#table", {alias}.ctid AS "#row"'
        columns = self._columns(self.graph.root if oid is None else oid)
        return ", ".join([place, *(f"{alias}.{name}" for name in columns)])

    def _root_set(self) -> str:
        return f"d0 AS MATERIALIZED (SELECT * FROM picked{self._recursion(self.graph.root)})"

    def _set(self, oid: int) -> str:
        wanted = self._wanted("c", oid)
        found = " UNION ".join(f"SELECT {wanted} {self.graph.joined(key)}" for key in self.graph.into(oid))
        more = self._recursion(oid)
        if more:
            found = f"SELECT * FROM ({found}) f"
        return f"d{self.graph.number(oid)} AS MATERIALIZED ({found}{more})"

    def _recursion(self, oid: int) -> str:
        keys = self.graph.within(oid)
        if not keys:
            return ""
        matches = " OR ".join(f"({key.matches()})" for key in keys)
        own = f"d{self.graph.number(oid)}"
        return (
            f" UNION SELECT {self._wanted('c', oid)} FROM {self.graph.tables[oid].quoted} c JOIN {own} p ON {matches}"
        )

    def _deletion(self, oid: int) -> str:
        number, quoted = self.graph.number(oid), self.graph.tables[oid].quoted
        if oid == self.graph.root:
            same = " AND ".join(f"c.{each.quoted} = p.{each.quoted}" for each in self.table.key)
            return f"DELETE FROM {quoted} c USING d0 p WHERE {same} RETURNING 1"
        if self._has_set(oid):
            same = 'c.ctid = p."#row" AND c.tableoid = p."#table"'
            return f"DELETE FROM {quoted} c USING d{number} p WHERE {same} RETURNING 1"
        key = self.graph.into(oid)[0]
        return f"DELETE FROM {quoted} c USING d{self.graph.number(key.parent)} p WHERE {key.matches()} RETURNING 1"
