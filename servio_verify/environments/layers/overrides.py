"""Variables that are laid over the file: `SERVIO_<KEY>`, and `SERVIO_<TABLE>__<KEY>` for one key of a table."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from servio_verify.environments.layers.keys import (
    CREDENTIALS,
    DEPLOYMENT_KEYS,
    FIELDS,
    IN_A_FILE,
    fields_of,
    is_free_table,
    is_list,
    is_table,
    table_of,
)
from servio_verify.environments.layers.mistakes import SettingsError, refuse_unknown_key

PREFIX, BETWEEN = "SERVIO_", "__"


def laid_over(values: Mapping[str, Any], layer: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the values with those of a layer's variables over them. Raises SettingsError."""
    over = dict(values) | {ours: variables[theirs] for theirs, ours in DEPLOYMENT_KEYS.items() if variables.get(theirs)}
    for name in sorted(variables, key=lambda name: name.count(BETWEEN)):  # a table before its keys
        key, *inner = name.removeprefix(PREFIX).split(BETWEEN)
        if variables[name] and name.startswith(PREFIX) and key.lower() in (*IN_A_FILE, *CREDENTIALS):
            where = f"{layer}: {name}"
            _put(over, key.lower(), FIELDS[key.lower()].annotation, inner, variables[name], where)
    return over


def _put(values: dict[str, Any], key: str, annotation: Any, inner: list[str], text: str, where: str) -> None:
    if not inner:
        values[key] = text.split() if key == "sandbox" else _value(annotation, text, where)
        return
    if not is_table(annotation):
        raise SettingsError(f"{where} is not read: {key!r} is no table")
    table = values.get(key)
    values[key] = table = dict(table) if isinstance(table, Mapping) else {}
    if model := table_of(annotation):
        known = fields_of(model)
        refuse_unknown_key(where, inner[0].lower(), known)
        _put(table, inner[0].lower(), known[inner[0].lower()].annotation, inner[1:], text, where)
        return
    wanted = _plain(BETWEEN.join(inner))
    own = next((each for each in table if _plain(each) == wanted), None)
    if own is None:
        whole = where.rpartition(" ")[2].removesuffix(f"{BETWEEN}{BETWEEN.join(inner)}")
        raise SettingsError(f"{where}: the file's table has no such key; give the whole table as {whole}='{{…}}'")
    table[own] = text


def _plain(key: str) -> str:
    """Return a key as a variable may spell it: `X-Gate` is `X_GATE`."""
    return re.sub(r"\W", "_", key).upper()


def _value(annotation: Any, text: str, where: str) -> Any:
    """Return what a variable's text means: TOML where a table or a list is wanted, else the text itself."""
    written = text.strip()
    if is_table(annotation) or (is_list(annotation) and written.startswith("[")):
        bare = is_table(annotation) and not written.startswith("{") and "=" in written
        try:
            parsed = tomllib.loads(f"value = {{{written}}}" if bare else f"value = {written}")
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{where} is no table in TOML ({_cause(error)}); {_like(annotation)}") from None
        if parsed.keys() != {"value"} or not isinstance(parsed["value"], dict | list):
            raise SettingsError(f"{where} is no table in TOML; {_like(annotation)}")
        return parsed["value"]
    return [part.strip() for part in written.split(",")] if is_list(annotation) else text


def _cause(error: tomllib.TOMLDecodeError) -> str:
    """Return what is wrong, without the place: the line counts from before the text."""
    return str(error).partition(" (at ")[0]


def _like(annotation: Any) -> str:
    if is_free_table(annotation) or is_list(annotation):
        return """write it like '{"name" = "value"}'"""
    model = table_of(annotation)
    first = next(iter(fields_of(model)), "key") if model else "key"
    inner = """{"name" = "value"}""" if model and is_free_table(fields_of(model)[first].annotation) else "…"
    return f"write it like '{{{first} = {inner}}}'"
