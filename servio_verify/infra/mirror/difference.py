"""Result of a mirror: differences, what was not compared, and what is to settle."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

from servio_verify.infra.facts import Value
from servio_verify.infra.mirror.agreed import Agreed, NotRead


class State(StrEnum):
    """What became of a difference; only an agreed one is settled."""

    NOT_AGREED = "not agreed"
    CHANGED = "other values than agreed"
    ENDED = "the agreement has ended"
    GONE = "agreed, and there is no difference any more"
    AGREED = "agreed"


@dataclass(frozen=True)
class Pair:
    """Two values that differ, raw, and as people see them. `fact` may name an entry of a list: `x.keys[NAME]`."""

    fact: str
    values: tuple[Value, Value]
    shown: tuple[str, str]


@dataclass(frozen=True)
class Difference:
    """One difference: both values as people see them, and what was agreed about it."""

    fact: str
    what: str
    values: tuple[str, str]
    state: State
    agreed: Agreed | None = None
    since: date | None = None

    @property
    def decides(self) -> bool:
        """Whether it is a finding."""
        return self.state is not State.AGREED


@dataclass(frozen=True)
class NotCompared:
    """Facts that could not be compared, and why; `known` is who said that this may be so."""

    source: str
    facts: tuple[str, ...]
    why: str
    known: NotRead | None = None

    def __str__(self) -> str:
        if len(self.facts) == 1:
            return f"{self.facts[0]}: {self.why}"
        return f"{self.source}{f' ({len(self.facts)} facts)' if self.facts else ''}: {self.why}"


@dataclass(frozen=True)
class Mirror:
    """Two environments held against each other. `read` says of each side where its facts are from."""

    names: tuple[str, str]
    read: tuple[str, str]
    differences: tuple[Difference, ...]
    not_compared: tuple[NotCompared, ...]
    compared: tuple[str, ...]
    left_aside: int

    @property
    def findings(self) -> tuple[Difference, ...]:
        """What is to settle."""
        return tuple(each for each in self.differences if each.decides)

    @property
    def agreed(self) -> tuple[Difference, ...]:
        """What is settled."""
        return tuple(each for each in self.differences if not each.decides)

    @property
    def open(self) -> tuple[NotCompared, ...]:
        """What was not compared, and nobody said that it may be so."""
        return tuple(each for each in self.not_compared if each.known is None)

    def has_compared(self, name: str) -> bool:
        """Return whether it is known if this fact, or entry of a fact, differs."""
        return name.partition("[")[0] in self.compared

    def since(self, days: Mapping[str, date]) -> Self:
        """Return the same with the days on which its differences were seen first."""
        return replace(self, differences=tuple(replace(each, since=days.get(each.fact)) for each in self.differences))

    @property
    def exit_code(self) -> int:
        """1 where anything is to settle; else 10 where nothing, or not all, could be compared; else 0."""
        if self.findings:
            return 1
        return 10 if self.open or not self.compared else 0
