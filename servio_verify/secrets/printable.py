"""Text of others as it may be shown: no control characters, no marks that turn the writing, no halves of characters.

What a target or a service says stands in reasons and names. Raw, it could move the cursor of a terminal, hide a line,
or, where JSON brought half of a character (`\\ud83d`), be no text that a file can hold.
"""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])|\x9b[0-?]*[ -/]*[@-~]")
"""Escape sequences of terminals (ECMA-48), and the commands of xterm such as a title or a link."""

_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """Return a text, of however many lines, with a space for each character that must not be shown."""
    return text if text.isprintable() else _NEVER.sub(" ", _SEQUENCE.sub("", text.replace("\r\n", "\n")))


def all_printable(value: Any) -> Any:
    """Return a value whose texts are printable: itself, or in a list, a tuple or the values of a mapping."""
    if isinstance(value, str):
        return printable(value) if type(value) is str else value
    if isinstance(value, (list, tuple)):
        return type(value)(map(all_printable, value))
    return {key: all_printable(each) for key, each in value.items()} if isinstance(value, dict) else value


class PrintableModel(BaseModel):
    """A frozen model whose texts are printable: whatever renders it shows them as they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _printable(cls, told: Any) -> Any:
        return all_printable(told)
