"""Rate of errors: how many Sentry counted in the time of a run, held against the last GO's."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from servio_verify.results import history

MOST_TIMES = 3
"""So many times the rate of the last GO are too many,"""

FEWEST = 10
"""where there are so many errors at least: of fewer, it is chance."""

KEPT = 500
_TABLE = "CREATE TABLE IF NOT EXISTS sentry_errors (run TEXT PRIMARY KEY, environment TEXT, errors INT, seconds REAL)"
_LAST_GO = (
    "SELECT errors, sentry_errors.seconds FROM sentry_errors JOIN compared USING (run)"
    " WHERE sentry_errors.environment = ? AND verdict = 'GO' ORDER BY run DESC LIMIT 1"
)
_FORGET = "DELETE FROM sentry_errors WHERE run NOT IN (SELECT run FROM sentry_errors ORDER BY run DESC LIMIT ?)"


@dataclass(frozen=True)
class Errors:
    """Errors that were counted in some seconds."""

    count: int
    seconds: float

    @property
    def per_minute(self) -> float:
        """How many a minute."""
        return self.count * 60 / max(self.seconds, 1.0)

    def __str__(self) -> str:
        """The count in a few words."""
        return f"{self.count} {'error' if self.count == 1 else 'errors'} in {self.seconds:.0f} s"


def is_too_many(now: Errors, then: Errors) -> bool:
    """Return whether there are many more than at the last GO."""
    return now.count >= FEWEST and now.per_minute > MOST_TIMES * then.per_minute


def sentence(now: Errors, then: Errors | None) -> str:
    """Return what is to be said of the errors of a run."""
    before = f"; at the last GO {then.per_minute:.1f} a minute" if then else ""
    return f"Sentry: {now}, {now.per_minute:.1f} a minute{before}"


def of_last_go(environment: str, place: Path | None = None) -> Errors | None:
    """Return what was counted in the last GO that asked Sentry; None where the history has none."""
    try:
        with closing(sqlite3.connect(place or history.path(), timeout=1)) as connection:
            found = connection.execute(_LAST_GO, (environment,)).fetchone()
    except sqlite3.Error:  # no run was kept yet, or none that asked
        return None
    return Errors(*found) if found else None


def keep(run: str, environment: str, errors: Errors, place: Path | None = None) -> None:
    """Write down what was counted; a history that cannot be used keeps it from nobody who decides."""
    try:
        with closing(sqlite3.connect(place or history.path(), timeout=1)) as connection, connection as change:
            change.execute(_TABLE)
            row = (run, environment, errors.count, errors.seconds)
            change.execute("INSERT OR REPLACE INTO sentry_errors VALUES (?, ?, ?, ?)", row)
            change.execute(_FORGET, (KEPT,))
    except (sqlite3.Error, OSError):
        return
