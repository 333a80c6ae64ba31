"""Looks at what is old: how many rows would go, how many are left, and the oldest of them."""

import psycopg

from servio_verify.data.clean.graph import Graph
from servio_verify.data.clean.statement import CUTOFF, Statement

MOST_COUNTED = 1_000_000


def about(connection: psycopg.Connection, statement: Statement, parameters: dict[str, object]) -> int:
    """Return about how many rows are older than the cutoff: the planner's estimate, which costs nothing."""
    table = statement.table
    old = table.before(CUTOFF, f"t.{table.time.quoted}")
    sql = f"EXPLAIN (FORMAT JSON) SELECT FROM {table.quoted} t WHERE {old}"
    (plan,) = connection.execute(sql.encode(), parameters).fetchone() or ([{"Plan": {"Plan Rows": 0}}],)
    return int(plan[0]["Plan"]["Plan Rows"])


def oldest(connection: psycopg.Connection, statement: Statement) -> str | None:
    """Return when the oldest row was made, UTC; None where there is none."""
    time = statement.table.time.quoted
    first = f"(SELECT {time} FROM {statement.table.quoted} WHERE isfinite({time}) ORDER BY {time} LIMIT 1)"
    instant = statement.table.instant(first)
    shown = f"""SELECT to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
    row = connection.execute(shown.encode()).fetchone()
    return row[0] if row else None


def left(connection: psycopg.Connection, statement: Statement, parameters: dict[str, object]) -> tuple[int, int]:
    """Return how many rows are old, and how many of them are those of runs in progress or go with a younger one."""
    table = statement.table
    old = table.before(CUTOFF, f"t.{table.time.quoted}")
    may_go = " AND ".join(statement.conditions())
    sql = f"SELECT count(*), count(*) FILTER (WHERE NOT ({may_go})) FROM (SELECT * FROM {table.quoted} t WHERE {old}"
    row = connection.execute(f"{sql} LIMIT {MOST_COUNTED}) t".encode(), parameters).fetchone()
    return row if row else (0, 0)


def would_go(
    connection: psycopg.Connection, statement: Statement, graph: Graph, parameters: dict[str, object]
) -> dict[str, int]:
    """Return how many rows of each table would go, and of each foreign key how many would lose their reference."""
    row = connection.execute(statement.preview.encode(), parameters).fetchone()
    counts = row[0] if row else []
    names = [graph.tables[oid].name for oid in graph.order]
    return dict(zip([*names, *(f"{key.name} (unlinked)" for key in graph.unlinking)], counts, strict=True))
