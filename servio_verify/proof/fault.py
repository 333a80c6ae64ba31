"""Fault: one defect that a proxy can put before a target, and what the suite promises about it; and their registry."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from servio_verify.environments.tier import Tier
from servio_verify.proof import faults
from servio_verify.proof.alteration import Make
from servio_verify.results.verdict import Verdict


class Need(StrEnum):
    """What a target must have for a fault to make sense there."""

    HTTPS = "https"
    WRITES = "writes"
    SECOND_ACCOUNT = "a second account"
    BUILD = "a build that is told"
    TWO_ORIGINS = "two origins"
    READINESS = "a readiness"
    ORDERS = "menus and orders"
    CLOSED_COOKIE = "a session cookie that is closed to scripts"
    SECURE_COOKIE = "a session cookie that is sent over HTTPS only"


class Expected(StrEnum):
    """What is promised about a fault."""

    CAUGHT = "caught"
    SURVIVES = "survives"
    HARMLESS = "harmless"


@dataclass(frozen=True)
class Fault:
    """One row of the proof.

    `title` says what is broken, `suffers` what a guest or a restaurant would suffer, `source` where it was seen or is
    described. `checks` are those that promise to catch it, as `smoke/test_x.py::test_y`, without parameters. One that
    `survives` says why in `reason`; one that is harmless leaves every check green.
    """

    name: str
    kind: str
    title: str
    suffers: str
    source: str
    make: Make | None = None
    """What a proxy does; None for a fault that only a target of our own can have."""
    tier: Tier = Tier.SMOKE
    expected: Expected = Expected.CAUGHT
    checks: tuple[str, ...] = ()
    verdict: Verdict = Verdict.NO_GO
    reason: str = ""
    probability: float = 1.0
    needs: frozenset[Need] = frozenset()


_registered: dict[str, Fault] = {}


def register(fault: Fault) -> None:
    """Add a fault to the catalogue. Raises ValueError for a name that is taken, or a promise without its check."""
    if fault.name in _registered:
        raise ValueError(f"two faults are called {fault.name}")
    if fault.expected is Expected.CAUGHT and not fault.checks and fault.verdict is Verdict.NO_GO:
        raise ValueError(f"{fault.name}: which check promises to catch it?")
    if fault.expected is Expected.SURVIVES and not fault.reason:
        raise ValueError(f"{fault.name}: why is it not caught?")
    _registered[fault.name] = fault


def registering(kind: str, **common: Any) -> Callable[..., None]:
    """Return a function that registers faults of a kind with what they have in common."""

    def add(name: str, title: str, suffers: str, source: str, make: Make, *checks: str, **more: Any) -> None:
        register(Fault(name, kind, title, suffers, source, make=make, checks=checks, **(common | more)))

    return add


@cache
def catalogue() -> dict[str, Fault]:
    """Return every fault by its name: kind by kind, harmless differences last."""
    for module in pkgutil.walk_packages(faults.__path__, f"{faults.__name__}."):
        importlib.import_module(module.name)
    kinds = {fault.kind for fault in _registered.values()}
    order = sorted(kinds, key=lambda kind: (kind.startswith("harmless"), kind.casefold()))
    return {name: fault for kind in order for name, fault in _registered.items() if fault.kind == kind}
