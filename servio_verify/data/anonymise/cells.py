"""Cells: what becomes of one field of a row in COPY's text format, by what the policy decides for its column."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from servio_verify.data.documents import by_path as documents
from servio_verify.data.documents.arrays import elementwise
from servio_verify.data.documents.paths import Part
from servio_verify.data.policy.catalogue import Column, Table
from servio_verify.data.policy.kinds import STAYS, numeric
from servio_verify.data.policy.model import Action, Decision, Policy, PolicyError, TablePolicy
from servio_verify.data.pseudonyms.dates import shifter
from servio_verify.data.pseudonyms.form import Form, Replace
from servio_verify.data.pseudonyms.keyed import Keyed
from servio_verify.data.pseudonyms.registry import MAKERS

NULL = b"\\N"
BARE = {NULL: NULL, b"": b""}
"""Fields that stay: no value, and nothing in it."""

MOST_KEPT = 20_000
"""Pseudonyms of one column that are kept for the rows to come."""

MOST_DOCUMENTS = 2_000

EMPTY_VALUES = {
    "json": b"{}",
    "jsonb": b"{}",
    "bytea": b"\\\\x",
    "boolean": b"f",
    "date": b"1970-01-01",
    "timestamp without time zone": b"1970-01-01 00:00:00",
    "timestamp with time zone": b"1970-01-01 00:00:00+00",
    "uuid": b"00000000-0000-0000-0000-000000000000",
    "inet": b"0.0.0.0",
    "cidr": b"0.0.0.0/0",
}
NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision", "oid", "money")

_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TO_ESCAPE = re.compile(r"[\\\n\r\t]")
_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

Make = Callable[[bytes], bytes]


@dataclass
class Cell:
    """What becomes of the field at a place: a constant, or what `make` gives, kept in `known`."""

    at: int
    make: Make
    known: dict[bytes, bytes]
    dates: bool = False
    """Whether it depends on whose row it is: then nothing is kept."""

    most: int = MOST_KEPT
    stay: bool = True
    """Whether NULL and what is empty stay."""

    def forget(self) -> None:
        """Forget what is known, where it has become much."""
        if len(self.known) > self.most:
            self.known.clear()
            self.known.update(BARE if self.stay else {})


class Maker:
    """Makes the cells of all tables: the same value of the same kind is the same pseudonym in each."""

    def __init__(self, keyed: Keyed, policy: Policy, tables: Iterable[Table], kept_accounts: Collection[str]) -> None:
        self._keyed = keyed
        self._kept = frozenset(account.lower() for account in kept_accounts)
        self._shift = shifter(keyed)
        self.person = ""
        """Whose row is being changed."""
        self._unique = {
            decision.kind
            for table in tables
            if table.name in policy.tables
            for name, decision in policy.tables[table.name].columns.items()
            if (column := table.column(name)) and column.unique
        }

    def cell(self, at: int, column: Column, decision: Decision) -> Cell | None:
        """Return what becomes of the column's fields; None where they stay."""
        if decision.action is Action.KEEP:
            return None
        if decision.action is Action.EMPTY:
            value = empty_value(column)
            return Cell(at, lambda _: value, {}, stay=False)
        dates = "date" in (decision.kind, *decision.paths.values())
        most = MOST_DOCUMENTS if decision.paths else MOST_KEPT
        return Cell(at, escaping(self.replace(column, decision)), dict(BARE), dates, most)

    def replace(self, column: Column, decision: Decision) -> Replace:
        """Return what makes the pseudonyms of a column."""
        form = Form(column.base_type, column.longest, decision.kind in self._unique)
        match decision.kind:
            case "json":
                found = documents.in_json(self._parts(decision))
            case "hstore":
                found = documents.in_hstore(self._parts(decision))
            case "xml":
                found = documents.in_xml(self._parts(decision))
            case kind:
                found = self._of(kind, form)
        return elementwise(found) if column.is_array else found

    def _parts(self, decision: Decision) -> dict[str, Part]:
        return {path: self._part(kind) for path, kind in decision.paths.items()}

    def _part(self, kind: str) -> Part:
        if kind == STAYS:
            return Part(lambda value: value, numbers=False)
        return Part(self._of(kind, Form(unique=kind in self._unique)), numbers=numeric(kind))

    def _of(self, kind: str, form: Form) -> Replace:
        if kind == "date":
            return lambda value: self._shift(value, self.person)
        made = MAKERS[kind](self._keyed, form)
        if kind != "email" or not self._kept:
            return made
        return lambda value: value if value.lower() in self._kept else made(value)

    def accounts_at(self, names: Iterable[str], told: TablePolicy) -> list[int]:
        """Return the places of a table's e-mail addresses, where accounts are kept."""
        emails = {name for name, decision in told.columns.items() if decision.kind == "email"}
        return [at for at, name in enumerate(names) if name in emails] if self._kept else []

    def is_kept(self, fields: list[bytes], places: list[int]) -> bool:
        """Return whether the row is a test user's."""
        return any(fields[at].decode("utf-8", "replace").lower() in self._kept for at in places)


def empty_value(column: Column) -> bytes:
    """Return what an emptied column holds. Raises PolicyError where its type has no empty value."""
    if not column.not_null:
        return NULL
    if column.is_array:
        return b"{}"
    if column.base_type in NUMBERS:
        return b"0"
    if column.is_enum:
        raise PolicyError(f"{column.name} is NOT NULL and of type {column.type}, which has no empty value: keep it")
    return EMPTY_VALUES.get(column.base_type, b"")


def escaping(replace: Replace) -> Make:
    """Return what does it with a field as COPY writes it."""

    def make(field: bytes) -> bytes:
        text = field.decode("utf-8", "surrogateescape")
        if "\\" in text:
            text = _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), text)
        found = replace(text)
        if _TO_ESCAPE.search(found):
            found = _TO_ESCAPE.sub(lambda each: _SHORT[each[0]], found)
        return found.encode("utf-8", "surrogateescape")

    return make
