"""Facts: what infrastructure, database and configuration say of an environment, with source and time."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

_DIGEST = re.compile(r"\b(sha256:[0-9a-f]{12})[0-9a-f]{52}\b")

Value = bool | int | float | str | tuple[str, ...] | None
"""A value that was read; None means that nothing is set there. Several values are sorted texts."""


@dataclass(frozen=True, eq=False)
class Unread:
    """A fact that could not be read, and why. It equals nothing, not even itself.

    `absent`: the thing that it is a fact of is not there, and this is the name of the fact that says so.
    `not_covered`: nobody could have said it here, and nobody has to do anything; the check of it is skipped.
    """

    why: str
    absent: str = ""
    not_covered: bool = False

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return hash(self.why)

    def __str__(self) -> str:
        return f"could not be read: {self.why}"


@dataclass(frozen=True)
class Fact:
    """One fact: its dotted name (`rds.engine_version`), its value, where it was read, and when (UTC)."""

    name: str
    value: Value | Unread
    source: str
    at: datetime

    def __str__(self) -> str:
        return f"{self.name} is {shown(self.value)}"


@dataclass(frozen=True)
class Facts:
    """What was read of one environment.

    `unreachable` says by source (the part of a fact's name before the first dot) why nothing of it was asked: no
    credentials, no URL. Of such a source there is no fact at all, and what it would have said is not covered.
    """

    known: Mapping[str, Fact] = field(default_factory=dict)
    unreachable: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Iterable[Fact], unreachable: Mapping[str, str] | None = None) -> Self:
        """Return them by their names, sorted."""
        return cls({fact.name: fact for fact in sorted(facts, key=lambda fact: fact.name)}, dict(unreachable or {}))

    def to_json(self) -> str:
        """Return them as a JSON document that `from_json` reads."""
        facts = {name: _to_wire(fact) for name, fact in self.known.items()}
        return json.dumps({"facts": facts, "unreachable": dict(self.unreachable)}, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what `to_json` wrote. Raises ValueError, KeyError for anything else."""
        document = json.loads(text)
        return cls.of((_from_wire(name, it) for name, it in document["facts"].items()), document["unreachable"])


def source_of(name: str) -> str:
    """Return the source that a fact of this name is read from."""
    return name.partition(".")[0]


def shown(value: Value | Unread) -> str:
    """Return a value as a person writes it."""
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_short, value)) or "nothing"
    return f"'{_short(value)}'" if isinstance(value, str) else str(value)


def _short(text: str) -> str:
    """Return a text with its digests as people tell them apart."""
    return _DIGEST.sub(r"\1…", text)


def _to_wire(fact: Fact) -> dict[str, Any]:
    told: dict[str, Any] = {"value": fact.value}
    if isinstance(fact.value, Unread):
        told = {"unread": fact.value.why, "absent": fact.value.absent}
        told |= {"not_covered": True} if fact.value.not_covered else {}
    return {**told, "source": fact.source, "at": fact.at.isoformat(timespec="seconds")}


def _from_wire(name: str, wire: Mapping[str, Any]) -> Fact:
    value = (
        Unread(wire["unread"], wire.get("absent", ""), wire.get("not_covered", False))
        if "unread" in wire
        else wire["value"]
    )
    at = datetime.fromisoformat(wire["at"]).astimezone(UTC)
    return Fact(name, tuple(value) if isinstance(value, list) else value, wire["source"], at)
