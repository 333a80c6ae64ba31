"""Sources of facts: what each can say, and the one function that asks it."""

from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from servio_verify.environments.model import Environment
from servio_verify.infra.facts import Unread, Value

T = TypeVar("T")
Read = Mapping[str, Value | Unread]

MODULES: dict[str, str] = {
    "ecs": "aws.services.ecs",
    "rds": "aws.services.rds",
    "elasticache": "aws.services.elasticache",
    "alb": "aws.services.alb",
    "target_group": "aws.services.target_group",
    "network": "aws.services.network",
    "secrets": "aws.services.secrets",
    "logs": "aws.services.logs",
    "alarms": "aws.services.alarms",
    "database": "database.source",
    "redis": "cache.source",
    "retention": "retention.source",
    "data": "rows.source",
    "http": "web.source",
    "configuration": "configuration.source",
    "unleash": "flags.unleash",
    "launchdarkly": "flags.launchdarkly",
}
"""By the first part of a fact's name: the module in this package that holds its `SOURCE`."""


FLAG_SERVICES = {"unleash": "unleash_url", "launchdarkly": "launchdarkly_url"}
"""Sources that an environment has only if the table `[flags]` of its facts file says where they are, by this key."""


OF_STAGING = {"retention", "data"}
"""Sources of what is promised of staging's rows alone: nobody asks production's for a comparison."""


class UnreachableError(Exception):
    """Nothing of a source can be asked, and why: no credentials, no URL. What it would say is not covered."""


class UnreadableError(Exception):
    """Nothing of a source could be read though it was asked, and why: it makes each check of it a doubt."""


class Once:
    """What several sources need and is made once, by whoever asks first; the others wait for it."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` returned when it was called for this key; raise what it raised."""
        with self._lock:
            first = key not in self._made
            made: Future[T] = self._made.setdefault(key, Future())
        if first:
            try:
                made.set_result(make())
            except BaseException as error:  # whoever waits for it must be told
                made.set_exception(error)
        return made.result()


@dataclass(frozen=True)
class Place:
    """Where to look: the environment, and what its facts file says of where things are (one table a source).

    `once` keeps what is made for several sources of one gathering, such as a session. `root` is the folder of the
    project, and `seconds` what one answer may take; a source of its own mind has its own without it.
    """

    environment: Environment
    tables: Mapping[str, Mapping[str, Any]]
    root: Path = Path()
    seconds: float | None = None
    once: Once = field(default_factory=Once, compare=False, repr=False)


@dataclass(frozen=True)
class Source:
    """A source of facts.

    `told` says of each fact, by its name without the source, what it is, with its unit. `read` returns a value for
    each of them, an `Unread` where one could not be read; it raises UnreachableError where none could be asked for.
    `asks` names what is asked, for people ("AWS, elasticloadbalancing").
    """

    name: str
    asks: str
    told: Mapping[str, str]
    read: Callable[[Place], Read]


def source(name: str) -> Source:
    """Return the source of that name; its module is imported now. Raises KeyError."""
    found: Source = import_module(f"servio_verify.infra.{MODULES[name]}").SOURCE
    return found


def sources_of(tables: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Return the sources that an environment has whose facts file has these tables."""
    flags = tables.get("flags", {})
    every = MODULES.keys() - OF_STAGING
    return frozenset(name for name in every if name not in FLAG_SERVICES or flags.get(FLAG_SERVICES[name]))


def known_facts() -> dict[str, str]:
    """Return every fact that can be read, by its whole name, and what it is."""
    return {f"{name}.{fact}": words for name in MODULES for fact, words in source(name).told.items()}
