"""The reader of Docker Compose (2.40) for the `env_file` of a service."""

import re
from collections.abc import Mapping

from servio_verify.infra.configuration.readers.reading import Reading, RefusedFileError, Taken, line_at

NAME = "Compose"

_BETWEEN = re.compile(r"(?:\s|#[^\n]*)*")
_EXPORT = re.compile(r"export\s+")
_BLANKS = " \t\v\f\r\x85\xa0"
_KEY = re.compile(rf"(?P<key>(?:[\w.\-\[\]]|[{_BLANKS}])*)(?P<sign>[=:\n]|$)")
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<inside>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)""", re.DOTALL)
_UNQUOTED = re.compile(r"[^\n]*\n?")
_ESCAPE = re.compile(r"""\\([abfnrtv$"\\])""")
_ESCAPED = dict(zip('abfnrtv$"\\', ("\a", "\b", "\f", "\n", "\r", "\t", "\v", "$$", '"', "\\"), strict=True))
_REFERENCE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<named>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)(?::?[-?+](?P<rest>[^{}]*))?\}|(?P<bad>\{))",
    re.ASCII,
)


def read(text: str) -> Reading:
    """Return what it takes; one line that it cannot read makes it refuse the whole file."""
    text = text.removeprefix("\ufeff")
    try:
        return Reading(NAME, tuple(_taken(text)))
    except RefusedFileError as error:
        return Reading(NAME, refused=line_at(text, error.at))


def _taken(text: str) -> list[Taken]:
    values: dict[str, str] = {}
    taken, at = [], 0
    while (at := _end(_BETWEEN, text, at)) < len(text):
        start = at
        named = _KEY.match(text, exported.end() if (exported := _EXPORT.match(text, at)) else at)
        key = named["key"].rstrip() if named else " "
        if named is None or " " in key:
            raise RefusedFileError(start)
        at = named.end()
        if named["sign"] not in ("=", ":"):
            continue  # a key alone is passed on from the process environment
        at += len(text[at:]) - len(text[at:].lstrip(_BLANKS))
        value, at = _value(text, at, values)
        values[key] = value
        taken.append(Taken(key, value, line_at(text, start)))
    return taken


def _value(text: str, at: int, values: Mapping[str, str]) -> tuple[str, int]:
    """Return the value at this position, and the position behind it."""
    if text[at : at + 1] not in ('"', "'"):
        end = _end(_UNQUOTED, text, at)
        return _expanded(text[at:end].partition(" #")[0].rstrip(), values, at), end
    quoted = _QUOTED.match(text, at)
    if quoted is None:
        raise RefusedFileError(at)
    inside = quoted["inside"].replace("\\" + quoted["quote"], quoted["quote"])
    if quoted["quote"] == "'":
        return inside, quoted.end()
    return _expanded(_ESCAPE.sub(lambda found: _ESCAPED[found[1]], inside), values, at), quoted.end()


def _expanded(value: str, values: Mapping[str, str], at: int) -> str:
    def replaced(found: re.Match[str]) -> str:
        if found["bad"]:
            raise RefusedFileError(at)
        if found["escaped"]:
            return "$"
        name = found["named"] or found["braced"]
        known = values.get(name)
        operator = found[0][2 + len(name) : -1 - len(found["rest"])] if found["rest"] is not None else ""
        there = bool(known) if ":" in operator else known is not None
        if "+" in operator:
            return found["rest"] if there else ""
        if "?" in operator and not there:
            raise RefusedFileError(at)
        return known or "" if there or not operator else found["rest"]

    return _REFERENCE.sub(replaced, value)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
