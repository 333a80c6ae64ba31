"""Data policy: what becomes of every table and column on its way from production to staging."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from servio_verify.errors import UsageError


class PolicyError(UsageError):
    """The policy cannot be followed: a mistake in it, or a table or column that it does not decide on."""


class Rows(StrEnum):
    """What becomes of the rows of a table."""

    KEEP = "keep"
    """They are copied, each column as it is decided."""

    EMPTY = "empty"
    """None is copied."""

    OWN = "own"
    """Staging's own rows stay: settings, flags, what says that it is staging."""

    DROP = "drop"
    """The table is not in staging; where it is, it is emptied."""


class Action(StrEnum):
    """What becomes of a column."""

    KEEP = "keep"
    """Its values are copied as they are, for the reason given."""

    REPLACE = "replace"
    """Its values become pseudonyms of a kind."""

    EMPTY = "empty"
    """Its values become NULL, or the empty value of its type where it is NOT NULL."""

    DROP = "drop"
    """It is not read; staging may lack it, and gives it its default where it does not."""


@dataclass(frozen=True)
class Decision:
    """What becomes of one column. `why` is given for `keep`, `kind` for `replace`, `paths` for kinds of documents."""

    action: Action
    why: str = ""
    kind: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    """Path of a part of the document, and the kind that it is replaced with."""

    person: str = ""
    """The column of the same row that tells whose value it is (kind `date`); the table's own `person` else."""

    holds: tuple[str, ...] = ()
    """Of `keep`: kinds of values that look personal and are not, such as the phone numbers of venues."""


@dataclass(frozen=True)
class TablePolicy:
    """What becomes of one table."""

    rows: Rows = Rows.KEEP
    columns: Mapping[str, Decision] = field(default_factory=dict)
    person: str = ""
    """The column that tells whose a row is: dates of one person are shifted alike."""

    least: int = 0
    """Rows that staging has at least."""

    like_production: bool = False
    """Whether staging has as many rows as production, within an order of magnitude."""

    quasi_identifiers: tuple[str, ...] = ()
    """Columns that tell who somebody is when they are put together: k-anonymity is counted over them."""


@dataclass(frozen=True)
class Policy:
    """What becomes of every table, by its name: qualified by its schema where that is not `public`."""

    tables: Mapping[str, TablePolicy]
    keep_accounts: tuple[str, ...] = ()
    """E-mail addresses of test users: their rows are copied whole."""

    large_objects: str = ""
    """`empty` where production's large objects are not copied, and staging's are removed."""

    comments: str = ""
    """`drop` where comments of staging's schema are removed, `keep` where they stay."""

    objects: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """New names of objects whose names are a person's, by the kind of object: `sequence`, `label`."""

    dropped_views: tuple[str, ...] = ()
    """Views that are not in staging."""

    def keeping(self, accounts: Iterable[str]) -> "Policy":
        """Return it with these test users too."""
        return replace(self, keep_accounts=(*self.keep_accounts, *accounts))
