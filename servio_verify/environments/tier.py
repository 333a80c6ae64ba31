"""Tiers of checks: the folder under tests/ decides."""

from enum import StrEnum
from functools import cache


class Tier(StrEnum):
    """A kind of check; the folder under `tests/` decides it."""

    SMOKE = "smoke"
    E2E = "e2e"
    LOAD = "load"
    INFRA = "infra"

    @classmethod
    @cache
    def of(cls, check: str) -> "Tier | None":
        """Return the tier of a check by its node id or its file; None for one that is below no tier's folder."""
        folders = check.partition("::")[0].split("/")
        below = folders[folders.index("tests") + 1 :] if "tests" in folders else []
        return cls(below[0]) if below and below[0] in list(cls) else None
