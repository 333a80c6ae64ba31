"""Samples of columns: counted by their form, never kept or shown."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg

from servio_verify.data.documents.arrays import ELEMENT
from servio_verify.data.policy.catalogue import Column, Table
from servio_verify.data.policy.kinds import JSON, TEXTS

MOST = 1000
"""Rows of a table that are looked at."""

FORMS = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "ip": re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?:/\d+)?|[0-9a-f]*:[0-9a-f:]*:[0-9a-f:/]*"),
    "url": re.compile(r"https?://\S+"),
    "iban": re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}"),
    "card": re.compile(r"(?:\d[ -]?){12,18}\d"),
    "uuid": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE),
    "phone": re.compile(r"(?!\d{4}-\d\d-\d\d)\+?[\d][\d ()./-]{6,18}\d"),
    "password": re.compile(r"\$(?:2[aby]|argon2\w*|scrypt|pbkdf2[\w-]*)\$.+"),
    "token": re.compile(r"[0-9a-f]{32,}|eyJ[\w-]+\.[\w-]+\.[\w-]*|(?=\S*\d)(?=\S*[a-zA-Z])[\w-]{32,}"),
}
"""How values of a kind look from end to end; the first that fits."""

WORD = re.compile(r"[\w/+:-]+|[\d.,]+\w*")
INSIDE = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
KEY = re.compile(r"[a-z_][A-Za-z0-9_-]{0,40}")
MOST_KEYS = 30


@dataclass
class Sample:
    """What was seen in one column: values that are not empty, how many of each form, how many different."""

    values: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    mentions: int = 0
    """Values that hold an e-mail address among other words."""

    phrases: int = 0
    """Values that are no word and no number: somebody can stand in them."""

    different: int = 0
    longest: int = 0
    paths: dict[tuple[str, ...], Counter[str]] = field(default_factory=dict)
    """Of documents: the paths of texts, and the forms there."""

    @property
    def mostly(self) -> str:
        """The form of most values, or nothing."""
        form, count = next(iter(self.forms.most_common(1)), ("", 0))
        return form if count * 2 > self.values else ""


def read_samples(connection: psycopg.Connection, table: Table) -> Mapping[str, Sample]:
    """Return what was seen in each column of a table."""
    if table.kind == "f" or not table.columns:
        return {}
    columns = ", ".join(f'left("{column.name.replace(chr(34), chr(34) * 2)}"::text, 20000)' for column in table.columns)
    rows = connection.execute(f"SELECT {columns} FROM {table.quoted} LIMIT {MOST}".encode()).fetchall()
    return {
        column.name: _of_column(column, [row[at] for row in rows if row[at]]) for at, column in enumerate(table.columns)
    }


def _of_column(column: Column, values: list[str]) -> Sample:
    if column.is_array:
        values = [found.strip('"') for value in values for found in ELEMENT.findall(value) if found != "NULL"]
    if column.base_type in JSON:
        return sampled(values, are_documents=True)
    if column.base_type not in TEXTS | {"hstore", "xml"}:
        return Sample(len(values))
    return sampled(values)


def sampled(values: list[str], *, are_documents: bool = False) -> Sample:
    """Return what is seen in these values."""
    found = Sample(
        len(values),
        different=len(set(values)),
        phrases=sum(not WORD.fullmatch(value) for value in values),
        longest=max(map(len, values), default=0),
    )
    if are_documents:
        found.paths = _paths(values)
        return found
    for value in values:
        if form := form_of(value):
            found.forms[form] += 1
        elif INSIDE.search(value):
            found.mentions += 1
    return found


def form_of(value: str) -> str:
    """Return the form of a value, or nothing."""
    return next((kind for kind, form in FORMS.items() if form.fullmatch(value)), "")


def _paths(values: list[str]) -> dict[tuple[str, ...], Counter[str]]:
    seen: dict[tuple[str, ...], Counter[str]] = {}
    for value in values:
        with suppress(ValueError):  # a document that was cut
            for path, leaf in _leaves(json.loads(value), ()):
                seen.setdefault(path, Counter())[form_of(leaf) or "text"] += 1
    return seen if len(seen) <= MOST_KEYS else {}


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the texts of a document. Keys that may be data are not told: they are `*`, and yielded as `~`."""
    if isinstance(value, dict):
        data = len(value) > MOST_KEYS or not all(KEY.fullmatch(key) for key in value)
        for key, inner in value.items():
            if data:
                yield (*path, "*~"), key
            yield from _leaves(inner, (*path, "*" if data else key))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, (*path, "[*]"))
    elif isinstance(value, str) and value and path:  # a document that is one text has no path
        yield path, value
