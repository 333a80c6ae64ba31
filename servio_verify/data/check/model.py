"""What the check looks at and says: places, what was seen in them, how each ends."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from servio_verify.data.check.detect.context import Context
from servio_verify.data.check.kinds import Kind
from servio_verify.data.policy.model import Decision

SHARE = 0.3
"""Of numbers as long as a card's, one in ten has a valid check digit by chance."""


class Outcome(StrEnum):
    """How a place ends."""

    FOUND = "found"
    MASKED = "masked"
    KEPT = "kept"
    EMPTY = "empty"
    NOT_LOOKED_AT = "not looked at"


@dataclass(frozen=True)
class Place:
    """A column, or a text of the catalogue. `decision` is the policy's, where it has one."""

    name: str
    context: Context = field(default_factory=Context)
    decision: Decision | None = None
    is_column: bool = True
    is_derived: bool = False
    """Its values are made of other columns: a materialised view, a generated column."""

    made_of: tuple[Decision, ...] = ()
    """What was decided on those columns."""


@dataclass
class Seen:
    """Values of one kind in one place. `canaries` of them are production's."""

    real: int = 0
    reserved: int = 0
    canaries: int = 0
    bare: int = 0
    """Of the real ones, those whose digits any number may have that is filled up with zeros."""

    misses: int = 0
    """Such numbers that are valid nowhere."""

    example: str = ""
    """The first that is somebody's, so masked that it tells nobody."""


CHANCE, MANY = 3, 10
"""One padded number in ten is valid somewhere by chance; so many valid ones among three times as many are not."""


@dataclass
class Sightings:
    """All that was seen in one place."""

    values: int = 0
    kinds: dict[Kind, Seen] = field(default_factory=lambda: defaultdict(Seen))

    def real(self, kind: Kind, context: Context) -> int:
        """Return how many of a kind are somebody's."""
        seen = self.kinds[kind]
        if seen.misses > (CHANCE if seen.bare >= MANY else 1) * seen.bare:
            return seen.real - seen.bare
        chance = kind is Kind.CARD and not context.card and seen.real < SHARE * (seen.real + seen.reserved)
        return 0 if chance else seen.real


@dataclass(frozen=True)
class Finding:
    """Personal data in a place: a kind, how many, one of them masked."""

    kind: Kind
    count: int
    example: str
    of_production: bool = False
    """Whether canaries know them."""


@dataclass(frozen=True)
class Looked:
    """How a place ended, in words; `untold` names the kinds of which only canaries could tell whose they are."""

    place: Place
    outcome: Outcome
    words: str
    findings: tuple[Finding, ...] = ()
    untold: tuple[Kind, ...] = ()
    by_choice: bool = False
    """Not looked at because of a sample, or of the time that there was."""


@dataclass(frozen=True)
class Anonymity:
    """k-anonymity of a table: rows with the same quasi-identifiers make a group."""

    table: str
    columns: tuple[str, ...]
    smallest: int
    in_small_groups: int
    rows: int


@dataclass(frozen=True)
class Integrity:
    """Whether rows fit together. `wrong` are sentences."""

    rows: dict[str, int] = field(default_factory=dict)
    references: int = 0
    wrong: tuple[str, ...] = ()
    not_told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All of one check."""

    database: str
    looked: tuple[Looked, ...]
    integrity: Integrity
    anonymity: tuple[Anonymity, ...]
    seconds: float
    with_canaries: bool
    with_policy: bool

    def of(self, outcome: Outcome) -> Iterator[Looked]:
        """Yield the places that ended so."""
        yield from (each for each in self.looked if each.outcome is outcome)

    @property
    def found(self) -> tuple[Looked, ...]:
        """Where personal data are."""
        return tuple(self.of(Outcome.FOUND))

    @property
    def not_looked_at(self) -> tuple[Looked, ...]:
        """What was not looked at, or not whole."""
        return tuple(self.of(Outcome.NOT_LOOKED_AT))

    @property
    def in_doubt(self) -> tuple[Looked, ...]:
        """Where it cannot be told: not looked at, or only canaries could tell."""
        return tuple(each for each in self.looked if each.outcome is Outcome.NOT_LOOKED_AT or each.untold)

    @property
    def exit_code(self) -> int:
        """0 GO, 1 personal data or broken rows, 10 not looked at."""
        if self.found or self.integrity.wrong:
            return 1
        return 10 if self.in_doubt or self.integrity.not_told else 0
