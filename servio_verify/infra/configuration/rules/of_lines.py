"""Rules for the lines of the dotenv file: what is no assignment, and what stands twice."""

import re
from collections.abc import Iterator

from servio_verify.infra.configuration.dotenv_file import DotenvFile
from servio_verify.infra.configuration.finding import Finding, found, printable, several
from servio_verify.infra.configuration.readers.every import READERS
from servio_verify.infra.configuration.readers.python_dotenv import written
from servio_verify.infra.configuration.readers.reading import line_at
from servio_verify.infra.configuration.rules.reader_differences import differences
from servio_verify.infra.configuration.subject import Subject

_WRITTEN = re.compile(
    r"^[ \t\ufeff]*(?:export[ \t]+)?(?P<key>[^=:#\s'\"]+)(?P<before>[ \t]*)=(?P<after>[ \t]*)", re.MULTILINE
)
_OPEN_QUOTE = re.compile(r"=\s*(?P<quote>['\"])(?:(?!(?P=quote)).)*$")
_REFERENCE = re.compile(r"(?<!\\)\$\{(\w+)\}")
_TIMES = {2: "twice", 3: "three times"}


def check(it: Subject) -> Iterator[Finding]:
    """Yield what is wrong with single lines."""
    if it.file is None:
        return
    known = it.expected.keys
    unparsable = list(_unparsable(it.file, known))
    yield from unparsable
    yield from _duplicates(it.file, known)
    yield from _spaces(it.file, known)
    yield from _unset(it.file, known)
    bad = {each.lines for each in unparsable}
    yield from (each for each in differences(it.file, known) if each.lines not in bad)


def _unparsable(file: DotenvFile, known: tuple[str, ...]) -> Iterator[Finding]:
    """Yield the lines that python-dotenv takes for no assignment; others then refuse the file, or guess."""
    for each in written(file.text):
        if each.value is not None:
            continue
        line = file.lines[each.line - 1]
        rule = "unclosed-quote" if _OPEN_QUOTE.search(line) else "unparsable-line"
        if rule == "unparsable-line" and _WRITTEN.match(line):
            continue  # it is one for other readers, which is told as a difference
        first = re.split(r"[\s=:]", line.strip().removeprefix("export "), maxsplit=1)[0]
        yield found(rule, file.name, first if first in known else "", (each.line,))


def _duplicates(file: DotenvFile, known: tuple[str, ...]) -> Iterator[Finding]:
    places: dict[str, list[int]] = {}
    for at, line in _assignments(file):
        places.setdefault(at["key"], []).append(line)
    for key, lines in places.items():
        if lines[1:]:
            times = _TIMES.get(len(lines), f"{len(lines)} times")
            shown = printable(key, known)
            yield found("duplicate-key", file.name, shown, tuple(lines), times=times, readers=_who_takes(file, key))


def _assignments(file: DotenvFile) -> Iterator[tuple[re.Match[str], int]]:
    """Yield what is written like an assignment and is none of the lines inside a quoted value, with its line."""
    begun = {taken.line for reading in file.readings.values() for taken in reading.taken}
    for at in _WRITTEN.finditer(file.text):
        if (line := line_at(file.text, at.start("key"))) in begun:
            yield at, line


def _who_takes(file: DotenvFile, key: str) -> str:
    """Return which line each reader takes."""
    takers: dict[int, list[str]] = {}
    for name in READERS:
        taken = file.readings[name].values.get(key)
        takers.setdefault(taken.line if taken else 0, []).append(name)
    if len(takers) == 1 and 0 not in takers:
        return f"every reader takes line {next(iter(takers))}"
    most = max(takers, key=lambda line: len(takers[line]))
    shown = {line: several(names, 4) for line, names in takers.items()}
    if len(takers[most]) > 2:
        shown[most] = "the others"
    order = sorted(takers, key=lambda line: line == most)
    return ", ".join(f"{shown[line]}: {f'line {line}' if line else 'none'}" for line in order)


def _spaces(file: DotenvFile, known: tuple[str, ...]) -> Iterator[Finding]:
    for at, line in _assignments(file):
        has_value = file.text[at.end() : at.end() + 1] not in ("", "\n", "\r", "#")
        if at["before"] or (at["after"] and has_value):
            yield found("spaces-around-equals", file.name, printable(at["key"], known), (line,))


def _unset(file: DotenvFile, known: tuple[str, ...]) -> Iterator[Finding]:
    every = list(written(file.text))
    keys = {each.key for each in every if each.value is not None}
    for each in every:
        if each.key and set(_REFERENCE.findall(each.value or "")) - keys:
            yield found("unset-reference", file.name, printable(each.key, known), (each.line,))
