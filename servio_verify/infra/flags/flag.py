"""Flag: its name, whether it is on, and a digest of the rules by which it is on for some."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from servio_verify.infra.source import Read

TOLD = {
    "names": "flags of the environment",
    "on": "those that are switched on; for whom, and with which value, `rules` says",
    "rules": "digests of the rules by which each is on, NAME=digest; who is in a segment is not in them",
}

OWN = frozenset({"id", "_id", "ref", "salt", "sel", "version", "title", "sortOrder", "trackEvents"})
"""Keys inside of rules that say nothing of whom they are for, and are others in each environment."""

VALUES = frozenset({"variations", "parameters", "payload"})
"""Keys whose values are the team's own words, and say what users get."""


@dataclass(frozen=True)
class Flag:
    """What a service tells of one flag. Raises TypeError where it is none."""

    name: str
    on: bool
    rules: Any

    def __post_init__(self) -> None:
        if not (isinstance(self.name, str) and isinstance(self.on, bool)):
            raise TypeError("a flag has a name, and is on or off")


def listed(told: Any, form: type) -> Any:
    """Return the flags of an answer. Raises TypeError where it holds none: an empty list is one, nothing is not."""
    if not isinstance(told, form):
        raise TypeError(f"no {form.__name__} of flags")
    return told


def read(flags: Iterable[Flag]) -> Read:
    """Return the facts of these flags."""
    known = sorted(flags, key=lambda flag: flag.name)
    return {
        "names": tuple(flag.name for flag in known),
        "on": tuple(flag.name for flag in known if flag.on),
        "rules": tuple(f"{flag.name}={_digest(flag.rules)}" for flag in known),
    }


def _digest(rules: Any) -> str:
    text = json.dumps(_plain(rules), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _plain(rules: Any) -> Any:
    if isinstance(rules, dict):
        told = {key: value if key in VALUES else _plain(value) for key, value in rules.items() if key not in OWN}
        return {key: value for key, value in told.items() if not _is_default(value)}
    return [_plain(each) for each in rules] if isinstance(rules, list) else rules


def _is_default(value: Any) -> bool:
    """Return whether a key with this value means the same as no such key; 0 is the first variation."""
    return value is None or value is False or value in ([], {})
