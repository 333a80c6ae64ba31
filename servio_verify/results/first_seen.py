"""First-seen dates: since when something has been so, kept in the file of the history."""

import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

_TABLE = """
CREATE TABLE IF NOT EXISTS first_seen (subject TEXT, name TEXT, day TEXT, PRIMARY KEY (subject, name));
"""


def first_seen(place: Path, subject: str, there: Collection[str], looked_at: Callable[[str], bool]) -> dict[str, date]:
    """Return for each name that is there the day on which it was seen first; the new ones were seen today.

    What was looked at and is not there is forgotten; what was not keeps its day. Raises sqlite3.Error, OSError.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(place, timeout=5)) as connection:
        connection.executescript(_TABLE)
        with connection as change:
            today = datetime.now(UTC).date().isoformat()
            rows = [(subject, name, today) for name in there]
            change.executemany("INSERT OR IGNORE INTO first_seen VALUES (?, ?, ?)", rows)
            known = change.execute("SELECT name, day FROM first_seen WHERE subject = ?", (subject,)).fetchall()
            gone = [(subject, name) for name, _ in known if name not in there and looked_at(name)]
            change.executemany("DELETE FROM first_seen WHERE subject = ? AND name = ?", gone)
    return {name: date.fromisoformat(day) for name, day in known if name in there}
