"""Minutes of CloudWatch: which of them lie inside a run, and how they are told."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from servio_verify.monitoring.reading import Window

MINUTE = timedelta(minutes=1)


def minutes_of(window: Window) -> list[datetime]:
    """Return the beginnings of the minutes that a window touches."""
    first = start_of(window.begins)
    return [first + number * MINUTE for number in range(int((window.ends - first) / MINUTE) + 1)]


def start_of(time: datetime) -> datetime:
    """Return the beginning of the minute of a time."""
    return time.astimezone(UTC).replace(second=0, microsecond=0)


def is_inside(minute: datetime, window: Window) -> bool:
    """Return whether a whole minute lies in the window: what happened in it happened during the run."""
    return window.begins <= minute and minute + MINUTE <= window.ends


def told(minutes: Iterable[datetime]) -> str:
    """Return minutes as people read them, from the begin of the first to the end of the last: `02:31 to 02:33 UTC`."""
    ordered: Sequence[datetime] = sorted(minutes)
    return f"{ordered[0]:%H:%M} to {ordered[-1] + MINUTE:%H:%M} UTC"
