"""References in the committed file: `${VARIABLE}` stands for a value that is not committed."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from servio_verify.environments.layers.marked import Reference, told
from servio_verify.environments.layers.mistakes import SettingsError

_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}")


def with_references(value: Any) -> Any:
    """Return a value of the file with its references marked: what is laid over it has none."""
    return _each(value, (), lambda _, text: Reference(text) if _VARIABLE.search(text) else text)


def variables_in(value: Any) -> Iterator[str]:
    """Yield the variables that the marked references name."""
    found: list[str] = []

    def note(_: tuple[str, ...], text: str) -> str:
        found.extend(_VARIABLE.findall(text) if isinstance(text, Reference) else ())
        return text

    _each(value, (), note)
    yield from dict.fromkeys(found)


def resolved(values: Any, known: Mapping[str, str], file: str, where_to_set: str) -> Any:
    """Return the values with those of the variables in place. Raises SettingsError for one that is set nowhere."""

    def resolve(path: tuple[str, ...], text: str) -> str:
        if not isinstance(text, Reference):
            return text
        for name in _VARIABLE.findall(text):
            if not known.get(name):
                raise SettingsError(
                    f"{file}: {told(path)} wants ${{{name}}}, which is set nowhere; set {name} in {where_to_set}"
                )
        return _VARIABLE.sub(lambda found: known[found[1]], text)

    return _each(values, (), resolve)


def _each(value: Any, path: tuple[str, ...], change: Callable[[tuple[str, ...], str], str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _each(inner, (*path, key), change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each(inner, path, change) for inner in value]
    return change(path, value) if isinstance(value, str) else value
