"""Rules for the keys of the dotenv file: missing, empty, mistyped, unknown."""

import difflib
import re
from collections.abc import Iterator, Mapping

from servio_verify.infra.configuration.expected import Expected
from servio_verify.infra.configuration.finding import Finding, found, printable, several
from servio_verify.infra.configuration.subject import OWN, PUBLIC, Setting, Subject

ALIKE = 0.85
"""From this likeness on, a key is taken for a mistyped one."""

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def check(it: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the keys of the file."""
    if it.file is None:
        return
    expected, meant = it.expected, {key: _meant(key, it) for key in it.in_file}
    for key, setting in it.in_file.items():
        yield from _of_name(setting, meant[key], expected)
    yield from _unknown(it, meant)
    if it.is_own_file:
        return
    for key in expected.table.required:
        if key not in it.in_file and key not in meant.values():
            yield found("missing-key", it.file.name, key)
        elif key in it.in_file and not it.in_file[key].value:
            yield it.in_file[key].found("empty-value")


def _of_name(setting: Setting, meant: str, expected: Expected) -> Iterator[Finding]:
    key = setting.key
    asked = f": did you mean {meant}?" if meant else ""
    if not _NAME.fullmatch(key):
        yield setting.found("key-form", meant=asked)
    elif key.upper() != key and key.upper() in expected.keys:
        yield setting.found("key-case", meant=asked)
    elif meant:
        yield setting.found("near-miss", meant=meant)


def _unknown(it: Subject, meant: Mapping[str, str]) -> Iterator[Finding]:
    """Yield one line for all keys that nothing is known of."""
    expected = it.expected
    told = {*expected.keys, *(key for key in meant if meant[key] or not _NAME.fullmatch(key))}
    unknown = [each for key, each in it.in_file.items() if key not in told and not key.startswith(OWN)]
    if expected.keys and unknown:
        names = [name for each in unknown if (name := printable(each.key, expected.keys))]
        which = several(names) if len(names) == len(unknown) else f"{len(unknown)} keys"
        lines = tuple(each.line for each in unknown)[:3]
        yield found("unknown-key", unknown[0].source, "", lines, names=which, facts=expected.facts)


def _meant(key: str, it: Subject) -> str:
    """Return the key of the facts file that an unknown one was meant for: it is alike, and nobody else sets it."""
    if key in it.expected.keys or key.startswith(OWN):
        return ""
    free = [each for each in it.expected.keys if each not in it.in_file]
    plain = re.sub(r"[^A-Z0-9]", "_", key.upper())
    for each in (plain, f"{PUBLIC}{plain}", plain.removeprefix(PUBLIC)):
        if each in free:
            return each
    return next(iter(difflib.get_close_matches(plain, free, n=1, cutoff=ALIKE)), "")
