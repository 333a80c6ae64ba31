"""Values that a gate is given: where they stand in the file, and which of them are secret.

They are unless they say nothing: a flag like `true`, or a cookie or storage entry like `consent=accepted`.
"""

import re
from collections.abc import Mapping

from pydantic import BaseModel, SecretStr

TABLES = ("headers", "basic_auth", "client_certificate", "browser", "user_agent")
"""Keys of an environment that a gate is passed by."""

_FLAG = re.compile(r"true|false|yes|no|on|off|\d|", re.IGNORECASE)
_SECRET_NAME = re.compile(r"token|secret|session|auth|jwt|bypass|pass|key|sid\b|sig", re.IGNORECASE)
_RANDOM = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}")


def is_secret(path: tuple[str, ...], value: str) -> bool:
    """Return whether the value at this place of a file may not be committed."""
    match path:
        case ("headers", _):
            return not _FLAG.fullmatch(value)
        case ("basic_auth" | "client_certificate", "password"):
            return True
        case ("browser", "cookies" | "storage", name):
            return bool(_RANDOM.search(value) or (_SECRET_NAME.search(name) and not _FLAG.fullmatch(value)))
    return False


def variable_for(path: tuple[str, ...]) -> str:
    """Return the name of a variable that such a value may come from."""
    own = path[-1:] if path[0] in ("headers", "browser") else path
    return "GATE_" + re.sub(r"\W", "_", "_".join(own)).upper()


def texts(values: Mapping[str, object]) -> dict[tuple[str, ...], str]:
    """Return every text that a gate is given, by its place in the file."""
    found: dict[tuple[str, ...], str] = {}
    for table in TABLES:
        _walk((table,), values.get(table), found)
    return found


def _walk(path: tuple[str, ...], value: object, found: dict[tuple[str, ...], str]) -> None:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, BaseModel):
        value = {key: getattr(value, key) for key in type(value).model_fields}
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _walk((*path, key), inner, found)
    elif isinstance(value, str):
        found[path] = value
