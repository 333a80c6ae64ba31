"""Declared foreign keys, and what becomes of a row that refers when the row goes that it refers to."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import psycopg

from servio_verify.data.references import PAIRS, Pair, read_pairs

UNLINKS = ("n", "d")
"""Actions of foreign keys by which the database itself lets the row that refers stay: SET NULL, SET DEFAULT."""

CASCADE = "c"
SET_NULL = "n"
DEFAULT = "d"


class Fate(Enum):
    """What becomes of a row that refers."""

    GOES = auto()
    LOSES_ITS_REFERENCE = auto()
    HOLDS = auto()
    """It stays as it is, and so does the order."""


@dataclass(frozen=True)
class ForeignKey:
    """A declared foreign key: `child` refers to `parent`, pair of columns by pair.

    Both are whole tables; `of` and `to` are the partitions that the key is declared for, if it is for some only.
    """

    name: str
    child: int
    pairs: tuple[Pair, ...]
    parent: int
    action: str
    is_indexed: bool
    is_optional: bool = False
    """Whether a row can be without what it refers to."""

    nullable: tuple[str, ...] = ()
    """The columns that end the reference when they become NULL, and tell of nothing else."""

    of: tuple[int, ...] = ()
    to: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that refer."""
        return tuple(pair.column for pair in self.pairs)

    @property
    def referenced(self) -> tuple[str, ...]:
        """The columns that they refer to."""
        return tuple(pair.referenced for pair in self.pairs)

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
        if self.child not in needed and (self.action == CASCADE or not self.is_optional):
            return Fate.GOES
        return Fate.LOSES_ITS_REFERENCE if self.nullable else Fate.HOLDS

    def matches(self, parent: str = "p", child: str = "c", *, set_of: str = "parent") -> str:
        """Return SQL of whether a row refers to another. That of a set (none: both are tables) has `#table`."""
        places = {"parent": "tableoid", "child": "tableoid", set_of: '"#table"'}
        parts = [pair.same(parent, child) for pair in self.pairs]
        parts += [f"{child}.{places['child']} IN ({', '.join(map(str, self.of))})"] if self.of else []
        parts += [f"{parent}.{places['parent']} IN ({', '.join(map(str, self.to))})"] if self.to else []
        return " AND ".join(parts)


@dataclass(frozen=True)
class Part:
    """A column that refers: whether it may become NULL, and what it tells of."""

    name: str
    may_be_null: bool
    is_shared: bool
    """Whether it is in another foreign key too, here or where it refers to: a venue, a tenant."""

    is_chosen: bool
    """Whether `ON DELETE SET NULL (...)` names it."""

    is_its_own: bool
    """Whether it names what is referred to: by its name, or as what it refers to is unique by itself."""


def ending(parts: Sequence[Part], action: str, *, is_full: bool) -> tuple[str, ...]:
    """Return the columns that end a reference when they become NULL; none where they would tell of more than it.

    A key of several columns names a venue or a tenant beside the order, and a row that stays is still that one's.
    """
    if chosen := [part for part in parts if part.is_chosen]:
        return () if is_full else _free(chosen)
    narrow = [part for part in parts if not part.is_shared]
    narrow = [part for part in narrow if part.is_its_own] or narrow
    is_told = len(narrow) == 1 or any(part.is_its_own for part in narrow)
    if len(parts) == 1 or (is_told and not is_full):
        return tuple(part.name for part in (narrow if len(parts) > 1 else parts) if part.may_be_null)
    return _free(parts) if action == SET_NULL else ()


def _free(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(part.name for part in parts) if all(part.may_be_null for part in parts) else ()


_PARTITIONS = """CASE WHEN (SELECT relispartition FROM pg_class WHERE oid = {0}) THEN
       (SELECT coalesce(array_agg(relid::oid::int8), '{{0}}') FROM pg_partition_tree({0}) WHERE isleaf)
       ELSE '{{}}' END"""

KEYS = f"""SELECT k.conrelid::regclass::text || '.' || k.conname,
       coalesce(pg_partition_root(k.conrelid), k.conrelid)::oid::int8, {PAIRS},
       coalesce(pg_partition_root(k.confrelid), k.confrelid)::oid::int8, k.confdeltype::text,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indkey[0] = ANY (k.conkey)
           AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~ '^[(]["\\w]+ IS NOT NULL[)]$')),
       (SELECT jsonb_agg(jsonb_build_array(quote_ident(a.attname), NOT a.attnotnull AND a.attgenerated = '',
               EXISTS (SELECT FROM pg_constraint o WHERE o.contype = 'f' AND (o.conrelid = k.conrelid
                   AND o.conkey <> k.conkey AND a.attnum = ANY (o.conkey) OR o.conrelid = k.confrelid
                   AND o.confrelid <> k.confrelid AND u.there = ANY (o.conkey))),
               coalesce(to_jsonb(k) -> 'confdelsetcols' @> to_jsonb(a.attnum), false), a.attname,
               EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.confrelid AND i.indisunique AND i.indnkeyatts = 1
                   AND i.indkey[0] = u.there AND i.indpred IS NULL)) ORDER BY u.at)
           FROM unnest(k.conkey, k.confkey) WITH ORDINALITY u (here, there, at)
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.here),
       (SELECT relname::text FROM pg_class WHERE oid = coalesce(pg_partition_root(k.confrelid), k.confrelid)),
       k.confmatchtype = 'f', {_PARTITIONS.format("k.conrelid")}, {_PARTITIONS.format("k.confrelid")}
   FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY 1"""
"""`confdelsetcols` is PostgreSQL 15's."""


def read_keys(connection: psycopg.Connection) -> list[ForeignKey]:
    """Return all of them, as the catalogue says."""
    return [_key(*row) for row in connection.execute(KEYS.encode())]


def _key(
    name: str,
    child: int,
    pairs: list[list[str]],
    parent: int,
    action: str,
    is_indexed: bool,
    columns: list[tuple[str, bool, bool, bool, str, bool]],
    refers_to: str,
    is_full: bool,
    of: list[int],
    to: list[int],
) -> ForeignKey:
    stem = re.findall(r"[A-Z]?[^\W_A-Z]+|[A-Z]+", refers_to)[-1:] or [refers_to]
    stem_ = stem[0].lower().removesuffix("s")
    parts = [Part(*each[:4], each[5] or stem_ in each[4].lower()) for each in columns]
    free = [part.may_be_null for part in parts]
    return ForeignKey(
        name=name,
        child=child,
        pairs=read_pairs(pairs),
        parent=parent,
        action=action,
        is_indexed=is_indexed,
        is_optional=all(free) if is_full else any(free),
        nullable=ending(parts, action, is_full=is_full),
        of=tuple(of),
        to=tuple(to),
    )


def needed(root: int, keys: Sequence[ForeignKey], told: Collection[int]) -> frozenset[int]:
    """Return the tables that rows of a table refer to, and those without which these cannot be."""
    found: set[int] = set()
    open_ = [root]
    while open_:
        child = open_.pop()
        more = {key.parent for key in keys if key.child == child and (child == root or not key.is_optional)}
        more -= {*found, root, *told}
        found |= more
        open_ += more
    return frozenset(found)
