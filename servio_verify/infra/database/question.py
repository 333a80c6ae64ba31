"""Questions to a database: a query of one row, whose columns are facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from servio_verify.infra.facts import Value

UNREAD = "unread"
"""A column that says why the others say nothing; empty where they do."""

LACKS = "Servio''s database user lacks the role pg_read_all_stats"
"""The same as a text of SQL."""

OURS = """n.nspname !~ '^pg_' AND n.nspname <> ALL ('{information_schema,auth,storage,realtime,_realtime,vault,
extensions,graphql,graphql_public,supabase_functions,supabase_migrations,cron,pgsodium,net,drizzle}')"""
"""Schemas of the application's own; `n` is pg_namespace. The others are the platform's."""

NOT_OF_AN_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')"

NAMED = "CASE WHEN n.nspname = 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END"
"""How a table is named: without the schema where that is `public`."""


@dataclass(frozen=True)
class Question:
    """What is asked: `facts` says of each column what it is, with its unit."""

    facts: Mapping[str, str]
    sql: str


def value_of(column: Any) -> Value:
    """Return a column as a value of a fact: lists are sorted texts."""
    if isinstance(column, list):
        return tuple(sorted(str(each) for each in column))
    known: Value = column if isinstance(column, bool | int | float | str | None) else str(column)
    return round(known, 1) if isinstance(known, float) else known
