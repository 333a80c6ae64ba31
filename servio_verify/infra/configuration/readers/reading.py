"""Reading of a dotenv file: what one reader takes from it, and from which lines."""

import re
from dataclasses import dataclass, field

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Taken:
    """One assignment that a reader takes; the value is None where only the machine that reads it could tell."""

    key: str
    value: str | None = field(repr=False)
    line: int


@dataclass(frozen=True)
class Reading:
    """What one reader takes, in the order of the file.

    `refused` is the line for which it refuses the whole file; `runs` are lines of which it runs a part as a command.
    """

    reader: str
    taken: tuple[Taken, ...] = ()
    refused: int | None = None
    runs: tuple[int, ...] = ()

    @property
    def values(self) -> dict[str, Taken]:
        """What it takes for each key: of several, the last."""
        return {} if self.refused else {each.key: each for each in self.taken}


class RefusedFileError(Exception):
    """A reader refuses the whole file, at this position of the text."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at


def line_at(text: str, at: int) -> int:
    """Return the number of the line that this position is in; the first is 1."""
    return 1 + len(_LINE_END.findall(text, 0, at))
