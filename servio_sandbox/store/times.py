"""Time: the clock of this process, and timestamps of the API."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """Clock of this process; `offset` is how wrong it goes."""

    offset: timedelta = timedelta()


CLOCK = Clock()


def now() -> datetime:
    """Return the time, with zone."""
    return datetime.now(UTC) + CLOCK.offset


def iso(moment: datetime) -> str:
    """Return ISO 8601 in UTC, to the millisecond, with a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
