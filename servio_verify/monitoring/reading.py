"""Reading of a source: what it says of the time of a run."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import time
from typing import Self

from servio_verify.failures.headline import LONGEST
from servio_verify.secrets.printable import printable

SAME_CLOCK = timedelta(seconds=2)
"""A `Date` of HTTP is in whole seconds: clocks that differ by less are the same."""

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Window:
    """The time of a run (UTC), the build that it verified, and the id and folder of the run.

    What happened before `begins`, or belongs to another build, never counts.
    """

    begins: datetime
    ends: datetime
    build: str | None
    run: str
    folder: Path | None = None

    def moved(self, ahead: timedelta) -> Self:
        """Return the window by a clock that is so far ahead of this machine's."""
        return replace(self, begins=self.begins + ahead, ends=self.ends + ahead)

    @property
    def told(self) -> str:
        """The window as people read it: `02:31:20 to 02:31:55 UTC`."""
        return f"{self.begins:%H:%M:%S} to {self.ends:%H:%M:%S} UTC"


class GapError(Exception):
    """A source said nothing that can be used, and why, in a sentence: it is not covered.

    Could not be read, late, sampled, quota exhausted, wrong project: each says which of them it is. The name of the
    source is put before it.
    """


@dataclass(frozen=True)
class Reading:
    """What a source said, in sentences of at most 160 characters, each with the name of the source.

    `signals` speak against the build; `doubts` say why it cannot be told which state of it was verified; `gaps` are
    what it could not tell ("not covered"); `notes` are what it saw besides, such as that all is well, and what was
    there before.
    """

    signals: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readings:
    """What all sources said: `against` and `doubts` decide, `notes` do not, `not_covered` is what could not be told.

    `against` has the name of a source for each sentence.
    """

    against: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def foreign(words: str) -> str:
    """Return words of others, such as a name or a title, as one line without anybody's address: before it is cut."""
    return _ADDRESS.sub("…", " ".join(printable(words).split()))


def sentence(words: str) -> str:
    """Return words as one line of at most 160 characters."""
    line = foreign(words)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip(' :,;')}…"


def named(names: Sequence[str], most: int = 2) -> str:
    """Return names in a sentence, the first of them where there are many: `a, b and 3 more`."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if names[most:] else shown


def at(seconds: float | datetime) -> str:
    """Return a time (seconds since the epoch, or a datetime) as it is told: `02:31 UTC`."""
    when = seconds if isinstance(seconds, datetime) else datetime.fromtimestamp(seconds, UTC)
    return f"{when.astimezone(UTC):%H:%M} UTC"


def clock_ahead(headers: Mapping[str, str]) -> timedelta:
    """Return by how much the clock of whoever answered is ahead of this machine's; nothing where that is not told."""
    try:
        there = parsedate_to_datetime(headers["date"]).replace(tzinfo=UTC)
    except (KeyError, ValueError, TypeError):
        return timedelta(0)
    ahead = there - datetime.fromtimestamp(time(), UTC)
    return ahead if abs(ahead) > SAME_CLOCK else timedelta(0)


def gaps_told(gaps: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each reason why sources (their name, the reason) said nothing: one for all that share it."""
    sources: dict[str, list[str]] = {}
    for name, why in gaps:
        sources.setdefault(why, []).append(name)
    yield from (sentence(f"{', '.join(names)}: {why}") for why, names in sources.items())
