"""Catalogue of the rules, read from `rules.toml`: id, family, whether it decides, what a finding says."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Family(StrEnum):
    """What a rule is about; each family is one check of the infra tier."""

    FILE = "file"
    LINES = "lines"
    KEYS = "keys"
    VALUES = "values"
    ADDRESSES = "addresses"
    SECRETS = "secrets"
    TASK = "task"


class Rule(NamedTuple):
    """One kind of mistake; `decides` is false for what is only worth knowing."""

    family: Family
    decides: bool
    mistake: str
    says: str


def _read() -> dict[str, Rule]:
    told = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
    return {
        name: Rule(Family(family), row.get("decides", True), row["mistake"], row["says"])
        for family, rows in told.items()
        for name, row in rows.items()
    }


RULES = _read()
"""By id."""
