"""Timestamps of the API."""

from datetime import UTC, datetime


def iso(moment: datetime) -> str:
    """Return ISO 8601 in UTC, to the millisecond, with a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
