"""Schemas of single values, as pydantic's core takes them: to make them from models would cost a tenth of a second."""

from typing import Any

from servio_sandbox.store.money import to_pence

Schema = dict[str, Any]


def _storable(value: str) -> str:
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("holds a character that cannot be stored")
    return value


def text(longest: int, **rules: Any) -> Schema:
    """Return the schema of a text that can be stored."""
    text = {"type": "str", "strict": True, "max_length": longest, **rules}
    return {"type": "function-after", "function": {"type": "no-info", "function": _storable}, "schema": text}


def matching(pattern: str) -> Schema:
    """Return the schema of a text of this pattern."""
    return {"type": "str", "strict": True, "pattern": pattern}


def or_none(schema: Schema) -> Schema:
    """Return the schema of what may be null, or left out."""
    return with_default({"type": "nullable", "schema": schema}, None)


def with_default(schema: Schema, default: object) -> Schema:
    """Return the schema of what may be left out."""
    return {"type": "default", "schema": schema, "default": default}


def list_of(items: Schema, longest: int) -> Schema:
    """Return the schema of a list, which may be left out."""
    found = {"type": "list", "items_schema": items, "max_length": longest}
    return {"type": "default", "schema": found, "default_factory": list}


TEXT = {"type": "str", "strict": True}
NAME = text(120, min_length=1, strip_whitespace=True)
SHORT = text(120, strip_whitespace=True)
ADDRESS = text(300, strip_whitespace=True)
NOTES = text(500)
LONG = text(1000)
CURRENCY = matching("^[A-Z]{3}$")
ZONE = matching(r"^[A-Za-z0-9_+\-/]{1,64}$")
PRICE = {
    "type": "function-before",
    "function": {"type": "no-info", "function": to_pence},
    "schema": {"type": "int"},
}
YES = with_default({"type": "bool", "strict": True}, True)
STATUSES = ["pending", "confirmed", "preparing", "ready", "completed", "cancelled"]
