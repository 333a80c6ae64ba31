"""What a gate was given for a first look, from the process environment, and how a first file refers to it."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from servio_verify.environments.gate import values as gate
from servio_verify.environments.layers.overrides import laid_over

KEYS = (*gate.TABLES, "ca_file")
WAYS = "SERVIO_HEADERS, SERVIO_BASIC_AUTH__USER and __PASSWORD, SERVIO_BROWSER or SERVIO_USER_AGENT"
PAGE = "(docs/environments.md, Behind a gate)"
_SEAL = "# unchanged since init wrote it: "
_VARIABLE = re.compile(r"\$\{(\w+)\}")


def given(process: Mapping[str, str]) -> dict[str, Any]:
    """Return what the process environment has for a gate. Raises SettingsError."""
    wanted = {
        name: value
        for name, value in process.items()
        if name.startswith("SERVIO_") and name.removeprefix("SERVIO_").partition("__")[0].lower() in KEYS
    }
    return laid_over({}, "process environment", wanted)


def lines(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of an environment file for it: secrets as references to variables, keys before tables."""
    for key in sorted(values, key=lambda key: isinstance(values[key], Mapping)):
        if isinstance(values[key], Mapping):
            yield f"\n[{key}]"
            yield from (f"{_key(name)} = {_value((key, name), inner)}" for name, inner in values[key].items())
        else:
            yield f"{key} = {_value((key,), values[key])}"


def variables(text: str) -> list[str]:
    """Return the variables that lines of an environment file refer to, each once."""
    return list(dict.fromkeys(_VARIABLE.findall(text)))


def sealed(text: str) -> str:
    """Return a text with a last line by which a change of it is seen."""
    return f"{text}{_SEAL}{hashlib.sha256(text.encode()).hexdigest()[:16]}\n"


def is_as_written(path: Path) -> bool:
    """Return whether a file is as `sealed` made it."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return sealed(text.rpartition(_SEAL)[0]) == text


def _value(path: tuple[str, ...], value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(name)} = {_value((*path, name), inner)}' for name, inner in value.items())} }}"
    if gate.is_secret(path, str(value)):
        return f'"${{{gate.variable_for(path)}}}"'
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name) else json.dumps(name)
