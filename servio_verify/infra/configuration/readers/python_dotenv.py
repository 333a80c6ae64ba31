"""The reader python-dotenv: the library itself, without the process environment."""

import io

from dotenv.parser import parse_stream
from dotenv.variables import parse_variables

from servio_verify.infra.configuration.readers.reading import Reading, Taken, line_at

NAME = "python-dotenv"


def read(text: str) -> Reading:
    """Return what it takes; a line that it cannot read is passed over."""
    values: dict[str, str | None] = {}
    taken = []
    for binding in parse_stream(io.StringIO(text)):
        if binding.key is None:
            continue
        if binding.value is None:
            values[binding.key] = None
            continue
        value = "".join(atom.resolve(values) for atom in parse_variables(binding.value))
        values[binding.key] = value
        before = len(binding.original.string) - len(binding.original.string.lstrip())
        line = binding.original.line + line_at(binding.original.string, before) - 1
        taken.append(Taken(binding.key, value, line))
    return Reading(NAME, tuple(taken))
