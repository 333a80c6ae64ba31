"""Documents, changed by path: JSON, hstore and XML. What no path names stays as it is."""

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from servio_verify.data.documents.arrays import ESCAPED, quoted
from servio_verify.data.documents.paths import ITEM, KEYS, Part, Paths
from servio_verify.data.pseudonyms.form import Replace

FRACTION = "\udc00"
"""Stands before a number that is written as it was read: a float would change its digits. No text of UTF-8 has it."""

_FRACTIONS = re.compile(f'"{FRACTION}([^"]+)"')
PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>(?:"((?:[^"\\]|\\.)*)"|NULL)', re.DOTALL)


def in_json(parts: Mapping[str, Part]) -> Replace:
    """Return what changes a JSON document; values below a path, and numbers, are replaced too."""
    paths = Paths(parts)

    def replace(value: str) -> str:
        told = json.loads(value, parse_float=lambda text: f"{FRACTION}{text}")
        found = json.dumps(_changed(told, (), paths, paths.at(())), ensure_ascii=False)
        return _FRACTIONS.sub(r"\1", found)

    return replace


def _changed(value: Any, path: tuple[str, ...], paths: Paths, above: Part | None) -> Any:
    if isinstance(value, dict):
        found = {}
        for key, inner in value.items():
            here = (*path, key)
            rename = paths.at((*path, f"{key}{KEYS}"))
            found[rename.replace(key) if rename else key] = _changed(inner, here, paths, paths.at(here) or above)
        return found
    if isinstance(value, list):
        here = (*path, ITEM)
        return [_changed(inner, here, paths, paths.at(here) or above) for inner in value]
    if above is None or value is None or isinstance(value, bool) or value == "":
        return value
    if isinstance(value, str) and value[0] != FRACTION:
        return above.replace(value)
    return _number(value, above.replace) if above.numbers else value


def _number(value: int | str, replace: Replace) -> Any:
    """Return what stands for a number: a number, where the pseudonym is one."""
    found = replace(str(value).removeprefix(FRACTION))
    plain = found.removeprefix("+")
    return int(plain) if plain.isdecimal() and plain[0] != "0" else found


def in_hstore(parts: Mapping[str, Part]) -> Replace:
    """Return what changes an hstore: a path is a key, `*` or, for keys themselves, `*~`."""
    paths = Paths(parts)

    def pair(found: re.Match[str]) -> str:
        key = ESCAPED.sub(r"\1", found[1])
        rename, part = paths.at((f"{key}{KEYS}",)), paths.at((key,))
        value = "NULL" if found[2] is None else f'"{found[2]}"'
        if part and found[2]:
            value = quoted(part.replace(ESCAPED.sub(r"\1", found[2])))
        return f"{quoted(rename.replace(key) if rename else key)}=>{value}"

    return lambda value: PAIR.sub(pair, value)


def in_xml(parts: Mapping[str, Part]) -> Replace:
    """Return what changes XML: `booking.guest` is an element in the root, `booking.guest@email` an attribute of it.

    Comments and processing instructions are left out. Content of more than one root is read too.
    """
    paths = Paths({path.replace("@", ".@"): part for path, part in parts.items()})

    def replace(value: str) -> str:
        try:
            root = ElementTree.fromstring(value)  # noqa: S314 - PostgreSQL has parsed it; no entity is loaded
            _change_element(root, (_plain(root.tag),), paths)
            return ElementTree.tostring(root, encoding="unicode")
        except ElementTree.ParseError:
            root = ElementTree.fromstring(f"<r>{value}</r>")  # noqa: S314
        _change_element(root, (), paths)
        return ElementTree.tostring(root, encoding="unicode")[3:-4]

    return replace


def _change_element(element: ElementTree.Element, path: tuple[str, ...], paths: Paths) -> None:
    for name, told in element.attrib.items():
        if change := paths.at((*path, f"@{_plain(name)}")):
            element.set(name, change.replace(told))
    change = paths.at(path) if path else None
    if change and element.text and element.text.strip():
        element.text = change.replace(element.text)
    for child in element:
        below = (*path, _plain(child.tag))
        _change_element(child, below, paths)
        if change and child.tail and child.tail.strip():
            child.tail = change.replace(child.tail)


def _plain(name: str) -> str:
    return name.rpartition("}")[2]
