"""Registry of faults: name, tier, description, and what each does to a sandbox that is built."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Literal, get_args

from servio_sandbox import faults
from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.timing import for_a_time
from servio_sandbox.settings import SandboxError

Tier = Literal["smoke", "e2e", "performance", "situation"]
Alteration = Callable[[Sandbox], None]


@dataclass(frozen=True)
class Fault:
    """Defect; `tier` is the cheapest tier that must notice it, `https` that it only shows over HTTPS.

    One that only makes sense in a style of the sandbox brings that `style` along.

    A situation is no defect by itself: the verdict depends on what else there is.
    """

    name: str
    tier: Tier
    description: str
    https: bool
    style: str | None
    apply: Alteration

    @property
    def summary(self) -> dict[str, str | bool | None]:
        """Return what `--list-faults --json` prints."""
        told = {"name": self.name, "tier": self.tier, "description": self.description}
        return told | {"https": self.https, "style": self.style}


_registered: dict[str, Fault] = {}


def fault(tier: Tier, *, https: bool = False, style: str | None = None) -> Callable[[Alteration], Alteration]:
    """Register the decorated function as a fault, with its name and its docstring as the fault's own.

    `def home_slow` is the fault `home-slow`. Raises ValueError without a name or a docstring, or for a name twice.
    """

    def register(apply: Alteration) -> Alteration:
        name = apply.__name__.replace("_", "-")
        if name.startswith("-"):
            raise ValueError(f"a fault of {apply.__module__} has no name of its own: {apply.__name__}")
        if name in _registered:
            raise ValueError(f"two faults are called {name}")
        if not apply.__doc__:
            raise ValueError(f"{name} has no docstring to describe it")
        _registered[name] = Fault(name, tier, _phrase(apply.__doc__), https, style, apply)
        return apply

    return register


def _phrase(sentence: str) -> str:
    # The full stop goes, and the capital unless it begins an abbreviation such as CORS.
    text = sentence.strip().partition("\n")[0].removesuffix(".")
    return text if text[1:2].isupper() else text[0].lower() + text[1:]


@cache
def _load_faults() -> dict[str, Fault]:
    """Import every module of this package, which registers its faults."""
    for module in pkgutil.walk_packages(faults.__path__, f"{faults.__name__}."):
        importlib.import_module(module.name)
    return _registered


def every_fault() -> list[Fault]:
    """Return all faults: by tier, then by module, then as they were written."""
    tiers = get_args(Tier)
    return sorted(_load_faults().values(), key=lambda found: tiers.index(found.tier))


_TIMED = re.compile(r"(?P<name>.+)@(?P<since>\d+)(?:-(?P<until>\d+))?")


def find_fault(name: str) -> Fault:
    """Return the fault; `NAME@3-13` is there only from 3 s to 13 s after the start, `NAME@3` from 3 s on.

    Raises SandboxError naming the nearest one when there is none of that name.
    """
    if timed := _TIMED.fullmatch(name):
        found = find_fault(timed["name"])
        until = float(timed["until"] or "inf")
        return replace(found, apply=lambda sandbox: for_a_time(sandbox, found.apply, float(timed["since"]), until))
    known = _load_faults()
    if name not in known:
        nearest = get_close_matches(name, known, 1, 0)
        raise SandboxError(f"unknown fault {name}, did you mean {nearest[0]}? --list-faults shows all")
    return known[name]
