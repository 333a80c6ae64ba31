"""Reading of a source: what it says of the time of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Window:
    """The time of a run (UTC), the build that it verified, and the id of the run.

    What happened before `begins`, or belongs to another build, never counts.
    """

    begins: datetime
    ends: datetime
    build: str | None
    run: str


class GapError(Exception):
    """A source said nothing that can be used, and why, in a sentence: it is not covered.

    Could not be read, late, sampled, quota exhausted, wrong project: each says which of them it is.
    """


@dataclass(frozen=True)
class Reading:
    """What a source said, in sentences of at most 160 characters.

    `signals` speak against the build; `gaps` are what it could not tell ("not covered"); `notes` are what it saw
    besides, such as that all is well, and what was there before.
    """

    signals: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readings:
    """What all sources said: `against` decides, `notes` do not, `not_covered` is what could not be told.

    `against` has the name of a source for each sentence.
    """

    against: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()
