"""Declared foreign keys, and what becomes of a row that refers when the row goes that it refers to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import psycopg

UNLINKS = ("n", "d")
"""Actions of foreign keys by which the database itself lets the row that refers stay: SET NULL, SET DEFAULT."""

CASCADE = "c"
DEFAULT = "d"


class Fate(Enum):
    """What becomes of a row that refers."""

    GOES = auto()
    LOSES_ITS_REFERENCE = auto()
    HOLDS = auto()
    """It stays as it is, and so does the order."""


@dataclass(frozen=True)
class ForeignKey:
    """A declared foreign key: `child` refers to `parent`, column by column (quoted names).

    Both are whole tables; `of` and `to` are the partitions that the key is declared for, if it is for some only.
    """

    name: str
    child: int
    columns: tuple[str, ...]
    parent: int
    referenced: tuple[str, ...]
    action: str
    is_indexed: bool
    nullable: tuple[str, ...] = ()
    """The columns that end the reference when they become NULL: where it can be, those of no other key."""

    of: tuple[int, ...] = ()
    to: tuple[int, ...] = ()

    @property
    def is_unlinked_by_us(self) -> bool:
        """Whether the clean-up does it, and sees that it was done; a default, or NOT NULL, is the database's."""
        return self.action != DEFAULT and bool(self.nullable)

    def fate(self, root: int, needed: Collection[int], told: Collection[int]) -> Fate:
        """Return it. What is `told` goes; else what orders need never does, nor what lives without an order."""
        if self.child == root:
            return Fate.GOES if self.parent == root else Fate.HOLDS
        if self.child in told:
            return Fate.GOES
        if self.action in UNLINKS:
            return Fate.LOSES_ITS_REFERENCE
        if self.child not in needed and (self.action == CASCADE or not self.nullable):
            return Fate.GOES
        return Fate.LOSES_ITS_REFERENCE if self.nullable else Fate.HOLDS

    def matches(self, parent: str = "p", child: str = "c") -> str:
        """Return SQL of whether a row refers to another."""
        pairs = zip(self.columns, self.referenced, strict=True)
        parts = [f"{child}.{column} = {parent}.{referenced}" for column, referenced in pairs]
        parts += [f"{child}.tableoid IN ({', '.join(map(str, self.of))})"] if self.of else []
        parts += [f'{parent}."#table" IN ({", ".join(map(str, self.to))})'] if self.to else []
        return " AND ".join(parts)


_PARTS = """CASE WHEN (SELECT relispartition FROM pg_class WHERE oid = {0}) THEN
       (SELECT coalesce(array_agg(relid::oid::int8), '{{0}}') FROM pg_partition_tree({0}) WHERE isleaf)
       ELSE '{{}}' END"""

KEYS = f"""SELECT k.conrelid::regclass::text || '.' || k.conname,
       coalesce(pg_partition_root(k.conrelid), k.conrelid)::oid::int8,
       (SELECT array_agg(quote_ident(a.attname) ORDER BY u.at) FROM unnest(k.conkey) WITH ORDINALITY u (n, at)
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n),
       coalesce(pg_partition_root(k.confrelid), k.confrelid)::oid::int8,
       (SELECT array_agg(quote_ident(a.attname) ORDER BY u.at) FROM unnest(k.confkey) WITH ORDINALITY u (n, at)
           JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n),
       k.confdeltype::text,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indkey[0] = ANY (k.conkey)
           AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ '^[(]["\\w]+ IS NOT NULL[)]$')),
       coalesce((SELECT CASE WHEN k.confmatchtype = 's' OR bool_and(n.may)
           THEN coalesce(array_agg(n.name) FILTER (WHERE n.may AND n.own AND k.confmatchtype = 's'),
               array_agg(n.name) FILTER (WHERE n.may)) END
           FROM (SELECT quote_ident(a.attname) AS name, NOT a.attnotnull AND a.attgenerated = '' AS may,
                   NOT EXISTS (SELECT FROM pg_constraint o WHERE o.contype = 'f' AND o.conrelid = k.conrelid
                       AND o.conkey <> k.conkey AND a.attnum = ANY (o.conkey)) AS own
               FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)) n), '{{}}'),
       {_PARTS.format("k.conrelid")}, {_PARTS.format("k.confrelid")}
   FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY 1"""


def read_keys(connection: psycopg.Connection) -> list[ForeignKey]:
    """Return all of them, as the catalogue says."""
    rows = connection.execute(KEYS.encode()).fetchall()
    return [ForeignKey(*map(_frozen, row)) for row in rows]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def needed(root: int, keys: Sequence[ForeignKey], told: Collection[int]) -> frozenset[int]:
    """Return the tables that rows of a table refer to, and those without which these cannot be."""
    found: set[int] = set()
    open_ = [root]
    while open_:
        child = open_.pop()
        more = {key.parent for key in keys if key.child == child and (child == root or not key.nullable)}
        more -= {*found, root, *told}
        found |= more
        open_ += more
    return frozenset(found)
