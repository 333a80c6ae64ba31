"""How a foreign key compares the rows that refer with those that they refer to: by its own operators, in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass

PAIRS = """(SELECT array_agg(ARRAY[quote_ident(here.attname), quote_ident(there.attname),
           CASE WHEN there.atttypid <> o.oprleft AND l.typtype <> 'p' THEN '::' || quote_ident(ln.nspname) || '.'
               || quote_ident(l.typname) ELSE '' END,
           'OPERATOR(' || quote_ident(m.nspname) || '.' || o.oprname || ')',
           CASE WHEN here.atttypid <> o.oprright AND r.typtype <> 'p' THEN '::' || quote_ident(rn.nspname) || '.'
               || quote_ident(r.typname) ELSE '' END
           || CASE WHEN here.attcollation <> there.attcollation AND 0 NOT IN (here.attcollation, there.attcollation)
               THEN ' COLLATE ' || (SELECT quote_ident(cn.nspname) || '.' || quote_ident(c.collname)
                   FROM pg_collation t JOIN pg_collation c ON c.oid =
                       CASE WHEN t.collisdeterministic THEN here.attcollation ELSE t.oid END
                   JOIN pg_namespace cn ON cn.oid = c.collnamespace WHERE t.oid = there.attcollation) ELSE '' END]
           ORDER BY u.at)
       FROM unnest(k.conkey, k.confkey, k.conpfeqop) WITH ORDINALITY u (here, there, equal, at)
       JOIN pg_attribute here ON here.attrelid = k.conrelid AND here.attnum = u.here
       JOIN pg_attribute there ON there.attrelid = k.confrelid AND there.attnum = u.there
       JOIN pg_operator o ON o.oid = u.equal JOIN pg_namespace m ON m.oid = o.oprnamespace
       JOIN pg_type l ON l.oid = o.oprleft JOIN pg_namespace ln ON ln.oid = l.typnamespace
       JOIN pg_type r ON r.oid = o.oprright JOIN pg_namespace rn ON rn.oid = r.typnamespace)"""
"""SQL of the pairs of columns of a foreign key `k`, each as `Pair` has it.

The server's own look at a foreign key takes its operators, not what `search_path` finds by the sign `=`: a key of
citext off the path would be compared letter by letter, and rows that refer would seem not to.
"""


@dataclass(frozen=True)
class Pair:
    """A column that refers and the column that it refers to (quoted), and how both are compared."""

    column: str
    referenced: str
    referenced_as: str = ""
    equals: str = "OPERATOR(pg_catalog.=)"
    column_as: str = ""
    """The cast, and the collation, where it is compared as something else than it is."""

    def same(self, parent: str, child: str) -> str:
        """Return SQL of whether both columns have the same value."""
        return f"{parent}.{self.referenced}{self.referenced_as} {self.equals} {child}.{self.column}{self.column_as}"


def read_pairs(found: Iterable[Iterable[str]]) -> tuple[Pair, ...]:
    """Return the pairs of a foreign key, as the query found them."""
    return tuple(Pair(*each) for each in found)
