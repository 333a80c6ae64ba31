"""Rows of the tables: new ones, changed ones, and those that belong to others."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from servio_sandbox.store.database import Connection, Row
from servio_sandbox.store.times import now

AT_ONCE = 500
"""Values of one statement."""


def new_id() -> str:
    """Return an id for a row."""
    return str(uuid4())


def dated() -> dict[str, Any]:
    """Return what every row of a resource has: its id, and when it was made and changed."""
    moment = now()
    return {"id": new_id(), "created_at": moment, "updated_at": moment}


def changed(db: Connection, table: str, row: Row, fields: Row) -> Row:
    """Store what differs from the row, with the time; return the row as it is then."""
    changes = {name: value for name, value in fields.items() if row[name] != value}
    if not changes:
        return row
    changes["updated_at"] = now()
    db.update(table, row["id"], changes)
    return {**row, **changes}


def grouped(db: Connection, statement: str, ids: Sequence[str], by: str) -> dict[str, list[Row]]:
    """Return the rows of a statement, which names the ids `{ids}`, by one of its columns."""
    found: dict[str, list[Row]] = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        values = {f"id_{number}": row_id for number, row_id in enumerate(ids[start : start + AT_ONCE])}
        for row in db.rows(statement.format(ids=", ".join(f":{name}" for name in values)), **values):
            found[row[by]].append(row)
    return found
