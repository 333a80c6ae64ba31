"""Contents of the document: which facts it shows, as `contents.toml` lists them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Line:
    """One fact in the document. One that `moves` is another every day; without its name, nothing reads it yet."""

    label: str
    fact: str = ""
    moves: bool = False


@dataclass(frozen=True)
class Section:
    """A section of facts."""

    title: str
    lines: tuple[Line, ...]


@cache
def sections() -> tuple[Section, ...]:
    """Return the sections, in their order."""
    told = tomllib.loads(files(__package__).joinpath("contents.toml").read_text(encoding="utf-8"))["section"]
    return tuple(Section(each["title"], tuple(Line(**line) for line in each["facts"])) for each in told)


def lines() -> Iterator[Line]:
    """Yield every fact of the document."""
    for section in sections():
        yield from section.lines
