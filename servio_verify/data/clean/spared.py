"""Rows of runs in progress, which are never deleted: what their journals say, and what venues of our names have."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from servio_verify.data.sweep import is_dead
from servio_verify.infra.retention.table import AgingTable
from servio_verify.run import files
from servio_verify.run.identity import NAME_PATTERN, started_at
from servio_verify.run.journal import journals

LONGEST_RUN = timedelta(hours=2)
"""A run elsewhere whose names say that it began later may still be at work; no run takes as long."""

PARENTS = """SELECT quote_ident(f.attname), k.confrelid::regclass::text, quote_ident(t.attname),
       (SELECT quote_ident(n.attname) FROM pg_attribute n WHERE n.attrelid = k.confrelid AND n.attname = 'name'
           AND NOT n.attisdropped)
   FROM pg_constraint k JOIN pg_attribute f ON f.attrelid = k.conrelid AND f.attnum = k.conkey[1]
   JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = k.confkey[1]
   WHERE k.contype = 'f' AND k.conrelid = %s AND k.confrelid <> k.conrelid AND cardinality(k.conkey) = 1"""
"""What rows of the table belong to: the column, the table that it refers to, its key there and its name, if any."""


@dataclass(frozen=True)
class Spared:
    """Rows that stay: those whose column (quoted) has one of these values, as text."""

    column: str
    values: tuple[str, ...]


def spared_rows(connection: psycopg.Connection, table: AgingTable, runs: Path) -> tuple[Spared, ...]:
    """Return the rows that stay."""
    alive = [folder.parent for folder in sorted(runs.glob(f"*/{files.ALIVE}")) if not is_dead(folder.parent)]
    ids = {each for folder in alive for each in _ids(folder)}
    return tuple(_spared(connection, table, ids, {folder.name for folder in alive}))


def _ids(folder: Path) -> Iterator[str]:
    """Yield the ids of what a run has made: of `/venues/7` that is 7."""
    for journal in journals(folder):
        for path in journal.made:
            yield path.rpartition("/")[2]


def _spared(
    connection: psycopg.Connection, table: AgingTable, ids: Collection[str], alive: Collection[str]
) -> Iterator[Spared]:
    if ids and len(table.key) == 1:
        yield Spared(table.key[0].quoted, tuple(sorted(ids)))
    for column, parent, key, name in connection.execute(PARENTS, [table.oid]).fetchall():
        found = set(ids)
        if name is not None:
            ours = f"SELECT {key}::text, {name}::text FROM {parent} WHERE {name}::text LIKE '%sv-%'"
            rows = connection.execute(ours.encode()).fetchall()
            found |= {value for value, words in rows if _is_at_work(words, alive)}
        if found:
            yield Spared(column, tuple(sorted(found)))


def _is_at_work(name: str, alive: Collection[str]) -> bool:
    found = NAME_PATTERN.search(name)
    if found is None:
        return False
    return found["run"] in alive or datetime.now(UTC) - started_at(found["run"]) < LONGEST_RUN
