"""Comparison table: how each fact is held against the other side's (`comparison.toml`)."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

ANY = "*"
"""What stands for any characters in the name of facts."""


class How(StrEnum):
    """The ways to compare; `comparison.toml` explains each."""

    SAME = "same"
    ENTRIES = "entries"
    FAMILY = "family"
    ORGANISATION = "organisation"
    OWN = "own"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True)
class Way:
    """How a fact is compared, and why so; `comparison.toml` explains the rest."""

    how: How
    why: str = ""
    hidden: bool = False
    where_same: str = ""
    told_elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Id:
    """What AWS calls one thing: never the same twice, and so no difference. `keep` is what of it is compared."""

    means: str
    pattern: re.Pattern[str]
    keep: str


@dataclass(frozen=True)
class Comparison:
    """The whole table: the way for each name or pattern, and the ids that are taken for the same."""

    ways: dict[str, Way]
    ids: tuple[Id, ...]
    own_names: tuple[str, ...]

    def way(self, fact: str) -> Way:
        """Return how that fact is compared; the longest name that fits counts."""
        fitting = [name for name in self.ways if _pattern(name).fullmatch(fact)]
        return self.ways[max(fitting, key=len)] if fitting else Way(How.SAME)


@cache
def comparison() -> Comparison:
    """Return the table."""
    told = tomllib.loads(files(__package__).joinpath("comparison.toml").read_text(encoding="utf-8"))
    ids = tuple(Id(each["means"], re.compile(each["looks_like"]), each.get("keep", "")) for each in told["id"])
    return Comparison(_ways(told.get("facts", [])), ids, tuple(told.get("own_names", ())))


def _ways(groups: list[dict[str, Any]]) -> dict[str, Way]:
    found: dict[str, Way] = {}
    for group in groups:
        told = {key: value for key, value in group.items() if key not in ("how", "names")}
        more: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
        found |= dict.fromkeys(group["names"], Way(How(group["how"]), **more))
    return found


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, name.split(ANY))))
