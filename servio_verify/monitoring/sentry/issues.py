"""Issues of Sentry's: which are new in the time of a run, and what of them counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from servio_verify.browser.sentry.envelope import PROBE
from servio_verify.monitoring.reading import GapError, foreign

TITLE_SHOWN = 60
LINK_SHOWN = 48
MOST_TOLD = 5
GRAVE = ("error", "fatal")


@dataclass(frozen=True)
class Issue:
    """An issue: `first_seen` is when it was seen for the first time anywhere."""

    name: str
    title: str
    count: str
    link: str
    level: str
    category: str
    first_seen: datetime

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """Return the issue that the API tells of. Raises GapError for what is none."""
        lifetime = told.get("lifetime")
        seen = lifetime.get("firstSeen") if isinstance(lifetime, dict) else None
        try:
            first = datetime.fromisoformat(seen or told["firstSeen"])
        except (KeyError, TypeError, ValueError):
            raise GapError("could not be read, Sentry answered with a list, and not of issues") from None
        link = str(told.get("permalink") or "")
        name = str(told.get("shortId") or told.get("id") or "")
        return cls(
            name=name,
            title=foreign(str(told.get("title") or "an issue without a title")),
            count=str(told.get("count") or "?"),
            link=link if 0 < len(link) <= LINK_SHOWN else name,
            level=str(told.get("level") or "error"),
            category=str(told.get("issueCategory") or "error"),
            first_seen=first if first.tzinfo else first.replace(tzinfo=UTC),
        )

    @property
    def is_ours(self) -> bool:
        """Whether it is the error that the suite throws on purpose, or what a page said of one."""
        return PROBE in self.title

    @property
    def is_grave(self) -> bool:
        """Whether it is an error; a warning, a slow query or a user's feedback is none."""
        return self.level in GRAVE and self.category == "error"

    def __str__(self) -> str:
        """The issue in a few words: `TypeError: x is undefined (12 events, URL)`."""
        title = self.title if len(self.title) <= TITLE_SHOWN else f"{self.title[: TITLE_SHOWN - 1]}…"
        return f"{title} ({self.count} {'event' if self.count == '1' else 'events'}, {self.link})"


def new_ones(listed: Sequence[dict[str, Any]], since: datetime) -> list[Issue]:
    """Return the issues of a list that were seen for the first time since then, without the suite's own."""
    found = map(Issue.of, listed)
    return [issue for issue in found if issue.first_seen >= since and not issue.is_ours]


def lines(issues: Sequence[Issue], who: str) -> Iterator[str]:
    """Yield a line for each of the first issues, and one for how many more there are."""
    for issue in issues[:MOST_TOLD]:
        yield f"Sentry: new issue {who}: {issue}"
    if more := len(issues[MOST_TOLD:]):
        yield f"Sentry: {more} more new issues {who}"
