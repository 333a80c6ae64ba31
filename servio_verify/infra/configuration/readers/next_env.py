"""The reader `@next/env` of Next.js 16: dotenv's grammar, then an expansion of `$` over all values, quoted or not."""

import re
from collections.abc import Mapping

from servio_verify.infra.configuration.readers.reading import Reading, Taken, line_at

NAME = "Next.js"
MOST_STEPS = 1000
"""From so many replacements on, a value refers to itself; then `@next/env` loses the whole file."""

_SPACE = r"[\s\ufeff]"
_ENTRY = re.compile(
    rf"""
    ^{_SPACE}* (?:export{_SPACE}+)?
    (?P<key>[A-Za-z0-9_.-]+)
    (?:{_SPACE}*={_SPACE}*? | :{_SPACE}+?)
    (?P<value>
        {_SPACE}*'(?:\\'|[^'])*' | {_SPACE}*"(?:\\"|[^"])*" | {_SPACE}*`(?:\\`|[^`])*`
        | [^\#\n]+
    )?
    {_SPACE}*(?:\#.*)?$
    """,
    re.MULTILINE | re.VERBOSE,
)
_QUOTED = re.compile(r"^(['\"`])(.*)\1$", re.DOTALL | re.MULTILINE)
_DOLLAR = re.compile(r"(?<!\\)\$")
_REFERENCE = re.compile(r"(?<!\\)\$\{?([A-Za-z0-9_]+)(?::-([^}\\]*))?\}?")


def read(text: str) -> Reading:
    """Return what it takes; a line that it cannot read is passed over."""
    text = re.sub(r"\r\n?", "\n", text)
    found = list(_ENTRY.finditer(text))
    lines = {each["key"]: line_at(text, each.start("key")) for each in found}
    parsed = {each["key"]: _unquoted(each["value"] or "") for each in found}
    for key in parsed:
        try:
            parsed[key] = _expanded(parsed[key], parsed).replace(r"\$", "$")
        except RecursionError:
            return Reading(NAME, refused=lines[key])
    return Reading(NAME, tuple(Taken(key, value, lines[key]) for key, value in parsed.items()))


def _unquoted(value: str) -> str:
    value = value.strip("\ufeff \t\n\r\f\v\u00a0")
    is_double = value.startswith('"')
    value = _QUOTED.sub(lambda found: found[2], value)
    return value.replace(r"\n", "\n").replace(r"\r", "\r") if is_double else value


def _expanded(value: str, parsed: Mapping[str, str]) -> str:
    """Replace the last reference, over and over; a default is stronger than what the file itself says."""
    for _ in range(MOST_STEPS):
        dollars = [found.start() for found in _DOLLAR.finditer(value)]
        reference = _REFERENCE.search(value[dollars[-1] :]) if dollars else None
        if reference is None:
            return value
        name, default = reference.groups()
        value = value.replace(reference[0], _as_javascript(default or parsed.get(name, ""), reference[0]), 1)
    raise RecursionError


def _as_javascript(replacement: str, matched: str) -> str:
    """Return a replacement as String.prototype.replace takes it: there `$$` is `$`, and `$&` what was matched."""
    return re.sub(r"\$([$&])", lambda found: "$" if found[1] == "$" else matched, replacement)
