"""Rows that stay when what they refer to goes: SQL that ends their references, and that no row that must stay goes."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from servio_verify.data.clean.graph import Graph
from servio_verify.data.clean.keys import ForeignKey


@dataclass(frozen=True)
class Unlinking:
    """Composes it. A set of rows that lose a reference is named `u`; `k` and a number says by which key."""

    graph: Graph

    @cached_property
    def _ours(self) -> dict[int, list[ForeignKey]]:
        """The keys whose references are not left to the database, by table."""
        found = defaultdict(list)
        for key in self.graph.unlinking:
            if key.is_unlinked_by_us:
                found[key.child].append(key)
        return dict(found)

    def sets(self) -> Iterator[str]:
        """Yield a set for each table: one row of it is changed once, however many of its references end."""
        for at, (child, keys) in enumerate(self._ours.items()):
            found = " UNION ALL ".join(
                'SELECT c.tableoid AS "#table", c.ctid AS "#row", '
                + ", ".join(f"{str(each is key).lower()} AS k{no}" for no, each in enumerate(keys))
                + f" {self.graph.joined(key)}"
                for key in keys
            )
            ends = ", ".join(f"bool_or(k{no}) AS k{no}" for no, _ in enumerate(keys))
            staying = f"WHERE {self._stays(child, 'f', place=True)}"
            yield f'u{at} AS MATERIALIZED (SELECT "#table", "#row", {ends} FROM ({found}) f {staying} GROUP BY 1, 2)'

    def updates(self) -> Iterator[str]:
        """Yield the change of each table: of each row that was changed, whether it refers to none that goes."""
        for at, (child, keys) in enumerate(self._ours.items()):
            columns = dict.fromkeys(column for key in keys for column in key.nullable)
            changes = ", ".join(f"{column} = {_ended(column, keys)}" for column in columns)
            same = 'c.ctid = u."#row" AND c.tableoid = u."#table"'
            ended = " AND ".join(
                f"(NOT u.k{no} OR c.{key.nullable[0]} IS NULL OR NOT {self._refers(key)})"
                for no, key in enumerate(keys)
            )
            update = f"UPDATE {self.graph.tables[child].quoted} c SET {changes} FROM u{at} u WHERE {same}"
            yield f"e{at} AS ({update} RETURNING {ended} AS ended)"

    def counts(self) -> list[str]:
        """Return the queries of how many rows lose their reference, by key."""
        tables = list(self._ours)
        return [
            f"(SELECT count(*) FROM u{tables.index(key.child)} WHERE k{self._ours[key.child].index(key)})"
            if key.is_unlinked_by_us
            else f"(SELECT count(*) {self.graph.joined(key)} WHERE {self._stays(key.child)})"
            for key in self.graph.unlinking
        ]

    def changed(self) -> list[str]:
        """Return the queries of how many rows were changed, by table."""
        return [f"(SELECT count(*) FROM e{at})" for at, _ in enumerate(self._ours)]

    def guards(self) -> Iterator[str]:
        """Yield conditions that each reference ended, and that no row refers by a key along which nothing is to go.

        Else the database's own cascade would take a row that another has changed meanwhile, or that a trigger kept.
        """
        for at, _ in enumerate(self._ours):
            yield f"(SELECT count(*) FROM e{at} WHERE ended) = (SELECT count(*) FROM u{at})"
        yield from (f"NOT EXISTS (SELECT {rows})" for rows in self.holding())

    def holding(self) -> Iterator[str]:
        """Yield SQL of the rows that refer by each such key."""
        for key in self.graph.guarded:
            yield f"{self.graph.joined(key)} WHERE {self._stays(key.child)}"

    def _refers(self, key: ForeignKey) -> str:
        return f"EXISTS (SELECT FROM d{self.graph.number(key.parent)} p WHERE {key.matches()})"

    def _stays(self, child: int, alias: str = "c", *, place: bool = False) -> str:
        """Return the condition that a row does not go itself."""
        if child not in self.graph.order:
            return "true"
        table, row = ('"#table"', '"#row"') if place else ("tableoid", "ctid")
        same = f'g."#row" = {alias}.{row} AND g."#table" = {alias}.{table}'
        return f"NOT EXISTS (SELECT FROM d{self.graph.number(child)} g WHERE {same})"


def _ended(column: str, keys: list[ForeignKey]) -> str:
    whens = " OR ".join(f"u.k{no}" for no, key in enumerate(keys) if column in key.nullable)
    return f"CASE WHEN {whens} THEN NULL ELSE c.{column} END"
