"""Equality of build names: short and long forms of one commit (docs/CONTRACT.md, API: Build)."""

MIN_BUILD_PREFIX = 7
"""Fewer characters of a commit are too few to know it by (git's own default)."""


def is_same(one: str, other: str) -> bool:
    """Return whether both name one build: equal, or one the beginning of the other from 7 characters on."""
    one, other = one.strip().lower(), other.strip().lower()
    shorter = min(len(one), len(other))
    return one == other or (shorter >= MIN_BUILD_PREFIX and one[:shorter] == other[:shorter])
