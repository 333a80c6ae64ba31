"""Quarantine: checks that fail for now run, are reported, and do not decide until a date."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

LONGEST = timedelta(days=30)


@dataclass(frozen=True)
class Quarantine:
    """`@pytest.mark.quarantine(reason, owner, until=date, issue="https://…")`; the issue may be left out."""

    reason: str
    owner: str
    until: date
    issue: str | None = None

    def __str__(self) -> str:
        return f"quarantined until {self.until}, {self.owner}: {self.reason}"


def apply(items: list[pytest.Item]) -> None:
    """Let quarantined checks not decide; after its date a check decides again.

    Raises pytest.UsageError for a mark that is incomplete, or whose date is more than 30 days ahead.
    """
    today = datetime.now(UTC).date()
    for item in items:
        if (mark := item.get_closest_marker("quarantine")) is None:
            continue
        quarantine = _read(item, mark)
        if quarantine.until > today + LONGEST:
            raise pytest.UsageError(
                f"{item.nodeid}: quarantine until {quarantine.until} is over {LONGEST.days} days ahead"
            )
        if today <= quarantine.until:
            item.add_marker(pytest.mark.xfail(reason=str(quarantine), strict=False))


def _read(item: pytest.Item, mark: pytest.Mark) -> Quarantine:
    try:
        quarantine = Quarantine(*mark.args, **mark.kwargs)
    except TypeError:
        quarantine = None
    if quarantine is None or not isinstance(quarantine.until, date):
        raise pytest.UsageError(f"{item.nodeid}: write @pytest.mark.quarantine(reason, owner, until=date(2026, 1, 31))")
    return quarantine
