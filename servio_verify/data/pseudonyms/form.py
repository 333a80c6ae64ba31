"""Form that a column gives its values: type, length, and whether two rows may hold the same."""

from collections.abc import Callable
from dataclasses import dataclass

Replace = Callable[[str], str]
"""Gives the pseudonym of a value; both are the plain text of it."""


@dataclass(frozen=True)
class Form:
    """What a pseudonym must fit."""

    base_type: str = "text"
    longest: int | None = None
    unique: bool = False

    def cut(self, text: str) -> str:
        """Return as much of the text as the column holds."""
        return text if self.longest is None else text[: self.longest].strip()

    def distinct(self, text: str, mark: str) -> str:
        """Return the text, with a mark of its own behind it where each row needs another; cut to length."""
        if not self.unique:
            return self.cut(text)
        if self.longest is not None:
            text = text[: max(0, self.longest - len(mark) - 1)]
        return self.cut(f"{text} {mark}".strip())
