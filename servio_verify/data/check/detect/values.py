"""Values that are names: of a column of names, be they lines, arrays or documents, and of documents in any text."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from servio_verify.data.check.detect.keyed import objects, pairs, values_of

ARRAY = re.compile(r'\{(?!\s*"(?:[^"\\]|\\.)*"\s*:).*\}')
ITEM = re.compile(r'"((?:[^"\\]|\\.){0,200})"|([^\s{},"][^{},"]*)')
"""Arrays as PostgreSQL writes them, which JSON objects are not, and an element of one."""

KEY = re.compile(r"(?:(?:first|last|full|given|family|guest|customer|contact)_?)name$", re.IGNORECASE)
OF_A_PERSON = re.compile(r"(?:(?:first|last|full|given|family|middle|display)_?)?name$|first$|last$", re.IGNORECASE)
"""Keys of names: anywhere, and in what is a person's."""

BESIDE = re.compile(r"e_?mail$|phone|mobile|(?:customer|guest)(?:_?id)?$|birth|dob$", re.IGNORECASE)
"""Keys beside which `name` is a person's."""

PERSONS = re.compile(
    r"(?:customer|guest|user|contact|recipient|client|member|person|diner|driver|waiter|employee|cardholder|booker|payer)"
    r"s?$|booked_?by$|created_?by$",
    re.IGNORECASE,
)
NAME = re.compile(r'"name\\{0,4}"')
_PLACES = r"venue|restaurant|location|branch|outlet|supplier|brand"
_GOODS = (
    r"menu|item|product|dish|modifier|topping|categor|ingredient|drink|wine|basket|cart|option|(?:^|_|order)lines?$"
)
PLACES = re.compile(rf"{_PLACES}|compan|menu|item|product", re.IGNORECASE)
OF_PLACES, OF_GOODS = re.compile(_PLACES, re.IGNORECASE), re.compile(_GOODS, re.IGNORECASE)
SOLD = re.compile(r"(?:^|_|unit)price$|^sku$|^allergens$", re.IGNORECASE)
"""Keys of what has a price, and is no person."""

LABEL = re.compile(r"(?:(?:display|full|short|long)_?)?(?:name|title|label|description)$", re.IGNORECASE)
LABELLED = re.compile(rf"(?:{_PLACES}|menu|item|product|dish|category)_?(?:name|title|label)$", re.IGNORECASE)
"""Keys of names of what is no person's: under the key of a place or of a dish, or all in one word."""


def of_column(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the values of a column of names: a line each, of an array each element; statistics are arrays too.

    Of a document each text, and whether its key says that it is a name.
    """
    for line in text.splitlines():
        document = _document(line)
        if document is not None:
            yield from _of_document(document)
        elif line.startswith("{") and ARRAY.fullmatch(line):
            yield from ((quoted or bare, True) for quoted, bare in ITEM.findall(line))
        elif line.startswith('"') and "=>" in line:
            yield from ((value, OF_A_PERSON.match(key) is not None) for key, value in pairs(line))
        else:
            yield line, True


def of_documents(text: str, *, of_places: bool) -> Iterator[str]:
    """Yield what stands in documents under keys of names; `name` where it is that of a person and no place's."""
    if 'ame"' not in text and "ame\\" not in text:
        return
    yield from (value for key, value in pairs(text) if KEY.match(key))
    yield from (each["name"] for each in of_persons(text, NAME, of_places=of_places) if "name" in each)


def of_persons(
    text: str, holding: re.Pattern[str], *, of_places: bool = False, of_people: bool = False
) -> Iterator[dict[str, str]]:
    """Yield each object that holds something and is about a person, as its column, the key above it or its keys say."""
    for under, inner in objects(text):
        is_place = PLACES.search(under) if under else of_places
        if not is_place and holding.search(inner):
            values = values_of(inner)
            if of_people or PERSONS.search(under) or any(map(BESIDE.search, values)):
                yield values


def spoken(text: str, *, of_places: bool, of_goods: bool) -> str:
    """Return the texts and keys of documents, a line each, less the names of places and dishes; all else stays."""
    return "\n".join(each for line in text.splitlines() for each in _spoken(line, of_places, of_goods))


def _spoken(line: str, of_places: bool, of_goods: bool) -> Iterator[str]:
    document = _document(line)
    if document is not None:
        yield from _words(document, of_places, of_goods)
    elif line.startswith("{") and ARRAY.fullmatch(line):
        for quoted, bare in ITEM.findall(line):
            inner = re.sub(r"\\(.)", r"\1", quoted) or bare
            yield from (inner,) if (value := _document(inner)) is None else _words(value, of_places, of_goods)
    else:
        yield line


def _words(value: Any, of_places: bool, of_goods: bool) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _words(inner, of_places, of_goods)
    elif isinstance(value, dict):
        is_sold = of_goods or any(map(SOLD.search, value))
        is_offered = of_places or (is_sold and not any(map(BESIDE.search, value)))
        for key, inner in value.items():
            yield key
            if not isinstance(inner, str) or not (LABELLED.search(key) or (is_offered and LABEL.match(key))):
                yield from _words(inner, bool(OF_PLACES.search(key)), bool(OF_GOODS.search(key)))
    elif isinstance(value, str):
        yield value


def _document(line: str) -> Any:
    """Return a line as the object or list that it is; None where it is none."""
    if line.startswith(("{", "[")):
        with suppress(ValueError, RecursionError):
            found = json.loads(line)
            return found if isinstance(found, dict | list) else None
    return None


def _of_document(value: Any, *, is_name: bool = True) -> Iterator[tuple[str, bool]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _of_document(inner, is_name=OF_A_PERSON.match(key) is not None)
    elif isinstance(value, list):
        for inner in value:
            yield from _of_document(inner, is_name=is_name)
    elif isinstance(value, str):
        yield value, is_name
