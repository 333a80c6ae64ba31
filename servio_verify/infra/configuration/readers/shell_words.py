"""Words of a POSIX shell: quotes, escapes and expansions (POSIX.1-2024, XCU 2.2 to 2.6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from servio_verify.infra.configuration.readers.reading import RefusedFileError

_PLAIN = re.compile(r"[^\s'\"\\$`;&|<>()]+|[\r\f\v\u0085\u00a0]+")
_PLAIN_IN_QUOTES = re.compile(r'[^"\\$`]+')
_NAMED = re.compile(r"\$([A-Za-z_]\w*)", re.ASCII)
_BRACED = re.compile(r"\$\{([A-Za-z_]\w*)(?:(:?[-+])([^{}$`\"'\\]*))?\}", re.ASCII)
_SPECIAL = re.compile(r"\$(?:\{#?\w+(?:[%#:][^}]*)?\}|\([^)]*\)|[0-9@*#?$!-])")
_BACKTICKS = re.compile(r"`[^`]*`")
_ENDS = " \t\n;&|<>()"


@dataclass(frozen=True)
class Word:
    """A word: its value, None where the shell computes it; whether it runs something; the key that it assigns to."""

    value: str | None
    computed: bool = False
    assigned: str = ""


def next_word(text: str, at: int, values: Mapping[str, str | None]) -> tuple[Word, int]:
    """Return the word that begins here, and its end. Raises RefusedFileError where a quote is not closed."""
    start, parts = at, []
    while at < len(text) and text[at] not in _ENDS:
        part, at = _part(text, at, values)
        parts.append(part)
    known = [part.value for part in parts if part.value is not None]
    is_known = len(known) == len(parts) and not text.startswith("~", start)
    return Word("".join(known) if is_known else None, any(part.computed for part in parts)), at


def _part(text: str, at: int, values: Mapping[str, str | None]) -> tuple[Word, int]:
    sign = text[at]
    if sign == "'":
        return Word(text[at + 1 : (end := _closing(text, at))]), end + 1
    if sign == '"':
        return _double_quoted(text, at, values)
    if sign == "\\":
        return Word("" if text[at + 1 : at + 2] == "\n" else text[at + 1 : at + 2]), at + 2
    if sign in "$`":
        return _expansion(text, at, values)
    plain = _PLAIN.match(text, at)
    end = plain.end() if plain else at + 1
    return Word(text[at:end]), end


def _closing(text: str, at: int) -> int:
    end = text.find("'", at + 1)
    if end < 0:
        raise RefusedFileError(at)
    return end


def _double_quoted(text: str, start: int, values: Mapping[str, str | None]) -> tuple[Word, int]:
    at, parts = start + 1, []
    while text[at : at + 1] != '"':
        if at >= len(text):
            raise RefusedFileError(start)
        if text[at] == "\\":
            after = text[at + 1 : at + 2]
            parts.append(Word("" if after == "\n" else after if after in tuple('$`"\\') else f"\\{after}"))
            at += 2
        elif text[at] in "$`":
            part, at = _expansion(text, at, values)
            parts.append(part)
        else:
            plain = _PLAIN_IN_QUOTES.match(text, at)
            end = plain.end() if plain else at + 1
            parts.append(Word(text[at:end]))
            at = end
    known = [part.value for part in parts if part.value is not None]
    whole = "".join(known) if len(known) == len(parts) else None
    return Word(whole, any(part.computed for part in parts)), at + 1


def _expansion(text: str, at: int, values: Mapping[str, str | None]) -> tuple[Word, int]:
    if text[at] == "`":
        command = _BACKTICKS.match(text, at)
        if command is None:
            raise RefusedFileError(at)
        return Word(None, computed=True), command.end()
    if named := _NAMED.match(text, at):
        return Word(values.get(named[1], "")), named.end()
    if braced := _BRACED.match(text, at):
        return Word(_with_default(values, braced)), braced.end()
    if special := _SPECIAL.match(text, at):
        return Word(None, computed=special[0].startswith("$(")), special.end()
    if text[at + 1 : at + 2] in ("{", "("):
        raise RefusedFileError(at)
    return Word("$"), at + 1


def _with_default(values: Mapping[str, str | None], braced: re.Match[str]) -> str | None:
    name, operator, default = braced.groups()
    known = values.get(name, "")
    if operator is None or known is None:
        return known
    there = bool(known) if ":" in operator else name in values
    if "-" in operator:
        return known if there else default
    return default if there else ""
