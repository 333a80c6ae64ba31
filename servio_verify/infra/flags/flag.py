"""Flag: its name, whether it is on, and a digest of the rules by which it is on for some."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from servio_verify.infra.source import Read

TOLD = {
    "names": "flags of the environment",
    "on": "those that are on, for everybody or for some",
    "rules": "digests of the rules by which each is on, NAME=digest: two that are alike are on for the same users",
}

OWN = frozenset({"id", "_id", "ref", "salt", "sel", "version", "title", "sortOrder", "lastSeenAt", "createdAt"})
"""Keys inside of rules that say nothing of whom they are for, and are others in each environment."""


@dataclass(frozen=True)
class Flag:
    """What a service tells of one flag."""

    name: str
    on: bool
    rules: Any


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
        return {key: _plain(value) for key, value in rules.items() if key not in OWN}
    return [_plain(each) for each in rules] if isinstance(rules, list) else rules
