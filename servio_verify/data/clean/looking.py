"""Looks at what is old: how many rows would go, how many are left, and the oldest of them."""

from collections import Counter

import psycopg

from servio_verify.data.clean.graph import Graph
from servio_verify.data.clean.session import bound
from servio_verify.data.clean.statement import CUTOFF, Statement

MOST_COUNTED = 1_000_000
SPARED = "a run in progress has made them, or a younger row refers to them"
TIMELESS = "their time is -infinity, which says nothing of when they were made"


def about(connection: psycopg.Connection, statement: Statement, parameters: dict[str, object]) -> int:
    """Return about how many rows are older than the cutoff: the planner's estimate, which costs nothing."""
    table = statement.table
    old = table.before(CUTOFF, f"t.{table.time.quoted}")
    sql = f"EXPLAIN (FORMAT JSON) SELECT FROM {table.quoted} t WHERE {old}"
    (plan,) = connection.execute(bound(sql), parameters).fetchone() or ([{"Plan": {"Plan Rows": 0}}],)
    return int(plan[0]["Plan"]["Plan Rows"])


def oldest(connection: psycopg.Connection, statement: Statement) -> str | None:
    """Return when the oldest row was made, UTC; None where there is none."""
    time = statement.table.time.quoted
    first = f"(SELECT {time} FROM {statement.table.quoted} WHERE isfinite({time}) ORDER BY {time} LIMIT 1)"
    instant = statement.table.instant(first)
    shown = f"""SELECT to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
    row = connection.execute(shown.encode()).fetchone()
    return row[0] if row else None


def left(
    connection: psycopg.Connection, statement: Statement, parameters: dict[str, object]
) -> tuple[int, Counter[str]]:
    """Return how many rows are old, and how many of them are to stay, by the reason."""
    table = statement.table
    old = table.before(CUTOFF, f"t.{table.time.quoted}")
    kept = [(TIMELESS, f"NOT {statement.is_finite('t')}")]
    kept += [
        (f"rows of {name} refer to them and may not lose that; --goes-with {name} deletes those too", held)
        for name, held in statement.held("t")
    ]
    if shared := statement.sharing.tables:
        names = ", ".join(statement.graph.tables[oid].name for oid in shared)
        kept += [
            (f"what would go with them (of {names}) belongs to an order that stays, too", statement.sharing.shared())
        ]
    kept += [(SPARED, f"NOT ({' AND '.join(statement.conditions())})")]
    whens = " ".join(f"WHEN {condition} THEN {at}" for at, (_, condition) in enumerate(kept))
    rows = f"SELECT t.*, t.tableoid, t.ctid FROM {table.quoted} t WHERE {old} LIMIT {MOST_COUNTED}"
    sql = f"SELECT CASE {whens} END, count(*) FROM ({rows}) t GROUP BY 1"
    counts: dict[int | None, int] = dict(connection.execute(bound(sql), parameters).fetchall())
    reasons = Counter[str]()
    for at, (why, _) in enumerate(kept):
        reasons[why] += counts.get(at, 0)
    return sum(counts.values()), +reasons


def would_go(
    connection: psycopg.Connection, statement: Statement, graph: Graph, parameters: dict[str, object]
) -> list[str]:
    """Return lines on what would go, on what would lose its reference, and on what would keep an order."""
    row = connection.execute(bound(statement.preview), parameters).fetchone()
    counts = row[0] if row else []
    lines = [
        f"would delete {count:,} of {graph.tables[oid].name}" for oid, count in zip(graph.order, counts, strict=False)
    ]
    said = [(key, "would lose its reference", "would lose their references") for key in graph.unlinking]
    said += [(key, "keeps what it refers to", "keep what they refer to") for key in graph.guarded]
    for (key, one, several), count in zip(said, counts[len(lines) :], strict=True):
        table, constraint = graph.tables[key.child].name, key.name.rpartition(".")[2]
        rows = f"1 row of {table} {one}" if count == 1 else f"{count:,} rows of {table} {several}"
        lines += [f"{rows} ({constraint})"] if count else []
    return lines
