"""The reader python-dotenv: the library itself, without the process environment."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from dotenv.parser import parse_stream
from dotenv.variables import parse_variables

from servio_verify.infra.configuration.readers.reading import Reading, Taken, line_at

NAME = "python-dotenv"


@dataclass(frozen=True)
class Written:
    """One statement as it is written, before anything is expanded; without a value it is no assignment."""

    key: str | None
    value: str | None = field(repr=False)
    line: int


def written(text: str) -> Iterator[Written]:
    """Yield the statements of the text, comments and blank lines left out."""
    for binding in parse_stream(io.StringIO(text)):
        if binding.key is None and not binding.error:
            continue
        original = binding.original.string
        before = len(original) - len(original.lstrip())
        yield Written(binding.key, binding.value, binding.original.line + line_at(original, before) - 1)


def read(text: str) -> Reading:
    """Return what it takes; a line that it cannot read is passed over."""
    values: dict[str, str | None] = {}
    taken = []
    for each in written(text):
        if each.key is None:
            continue
        if each.value is None:
            values[each.key] = None
            continue
        value = "".join(atom.resolve(values) for atom in parse_variables(each.value))
        values[each.key] = value
        taken.append(Taken(each.key, value, each.line))
    return Reading(NAME, tuple(taken))
