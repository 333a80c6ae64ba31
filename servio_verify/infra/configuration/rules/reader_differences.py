"""Differences between readers: who takes another value than the rest, and what in the line causes it."""

import re
from collections.abc import Iterator

from servio_verify.infra.configuration.dotenv_file import DotenvFile
from servio_verify.infra.configuration.finding import Finding, found, printable, several
from servio_verify.infra.configuration.readers import shell
from servio_verify.infra.configuration.readers.reading import Taken

_CAUSES = {"$": "dollar-in-value", "#": "hash-in-value", "\\": "backslash-in-value"}
_QUOTES = "'\"`"
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def differences(file: DotenvFile, known: tuple[str, ...]) -> Iterator[Finding]:
    """Yield the lines of which readers take different values."""
    yield from _refused(file)
    keys = dict.fromkeys(key for reading in file.readings.values() for key in reading.values)
    lines_of_runs = set(file.readings[shell.NAME].runs)
    for key in keys:
        if not _NAME.fullmatch(key):
            continue  # that is a mistake of its own
        line = next(each.values[key].line for each in file.readings.values() if key in each.values)
        rule, readers = _difference(file, key, line, line in lines_of_runs)
        if rule:
            yield found(rule, file.name, printable(key, known), (line,), readers=readers)


def _refused(file: DotenvFile) -> Iterator[Finding]:
    """Yield the lines for which a reader refuses the whole file; of a shell's only where no other does."""
    at: dict[int, list[str]] = {}
    for name, reading in file.readings.items():
        if reading.refused:
            at.setdefault(reading.refused, []).append(name)
    for line, names in at.items():
        if names == [shell.NAME]:
            yield found("shell-differs", file.name, "", (line,))
        else:
            yield found("file-refused", file.name, "", (line,), readers=names[0])


def _difference(file: DotenvFile, key: str, line: int, is_run: bool) -> tuple[str, str]:
    """Return the rule that fits, and who differs; two empty texts where all take the same."""
    taken = {name: reading.values.get(key) for name, reading in file.readings.items() if not reading.refused}
    values = {name: _value(each) for name, each in taken.items()}
    by_files = {name: value for name, value in values.items() if name != shell.NAME}
    if len(set(by_files.values())) > 1:
        return _cause(file, line), _who(by_files)
    if shell.NAME not in values or not by_files or _same_for_shell(file, taken):
        return "", ""
    return ("shell-runs" if is_run else "shell-differs"), ""


def _same_for_shell(file: DotenvFile, taken: dict[str, Taken | None]) -> bool:
    """Return whether a shell takes the same; what CRLF, a mark or spaces beside the = cause is told elsewhere."""
    own = taken[shell.NAME]
    other = next(each for name, each in taken.items() if name != shell.NAME)
    if other is None:
        return True
    written = file.lines[other.line - 1]
    if own is None:
        before, sign, after = written.partition("=")
        return (
            (file.text.startswith("\ufeff") and other.line == 1)
            or before[-1:].isspace()
            or bool(sign and after[:1].isspace())
        )
    return (own.value or "").rstrip("\r") == other.value if own.value is not None else False


def _value(taken: Taken | None) -> str | None:
    return taken.value if taken else None


def _cause(file: DotenvFile, line: int) -> str:
    value = file.lines[line - 1].partition("=")[2].strip()
    for sign, rule in _CAUSES.items():
        if sign in value:
            return rule
    if any(quote in value for quote in _QUOTES):
        return "quotes-in-value"
    return "readers-differ"


def _who(values: dict[str, str | None]) -> str:
    """Return who takes another value than the rest, or that each takes its own."""
    groups: dict[str | None, list[str]] = {}
    for name, value in values.items():
        groups.setdefault(value, []).append(name)
    if len(groups) == len(values) and len(values) > 2:
        return f"{several(list(values))} each take another value"
    odd, *_ = min(groups.values(), key=len)
    others = several([name for name in values if name != odd])
    return f"{odd} takes {'nothing' if values[odd] is None else 'another value'}, unlike {others}"
