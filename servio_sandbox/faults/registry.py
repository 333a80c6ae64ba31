"""The register of faults: a name, a tier, one line, and what it does to a sandbox that is built."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from servio_sandbox.assembly import Sandbox
from servio_sandbox.settings import SandboxError

Tier = Literal["smoke", "e2e", "performance"]
Alteration = Callable[[Sandbox], None]


@dataclass(frozen=True)
class Fault:
    """A defect; `tier` is the cheapest tier that must notice it, `https` that it only shows over HTTPS."""

    name: str
    tier: Tier
    description: str
    https: bool
    apply: Alteration

    @property
    def summary(self) -> dict[str, str | bool]:
        """Return what `--list-faults --json` prints."""
        return {"name": self.name, "tier": self.tier, "description": self.description, "https": self.https}


_faults: dict[str, Fault] = {}


def fault(name: str, tier: Tier, description: str, *, https: bool = False) -> Callable[[Alteration], Alteration]:
    """Register the decorated function as a fault."""

    def register(apply: Alteration) -> Alteration:
        if name in _faults:
            raise ValueError(f"two faults are called {name}")
        _faults[name] = Fault(name, tier, description, https, apply)
        return apply

    return register


def every_fault() -> list[Fault]:
    """Return all faults, by tier as they were written."""
    tiers = ("smoke", "e2e", "performance")
    return sorted(_faults.values(), key=lambda found: tiers.index(found.tier))


def find_fault(name: str) -> Fault:
    """Return the fault; SandboxError naming the nearest one when there is none of that name."""
    if name not in _faults:
        nearest = get_close_matches(name, _faults, 1, 0)
        raise SandboxError(f"unknown fault {name}, did you mean {nearest[0]}? --list-faults shows all")
    return _faults[name]
