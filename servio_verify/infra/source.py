"""Sources of facts: what each can say, and the one function that asks it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from servio_verify.environments.model import Environment
from servio_verify.infra.facts import Unread, Value

Read = Mapping[str, Value | Unread]

MODULES: dict[str, str] = {
    "database": "database.source",
    "redis": "cache.source",
    "http": "web.source",
}
"""By the first part of a fact's name: the module in this package that holds its `SOURCE`."""


class UnreachableError(Exception):
    """Nothing of a source can be asked, and why: no credentials, no URL. What it would say is not covered."""


@dataclass(frozen=True)
class Place:
    """Where to look: the environment, and what its facts file says of where things are (one table a source)."""

    environment: Environment
    tables: Mapping[str, Mapping[str, Any]]


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


def known_facts() -> dict[str, str]:
    """Return every fact that can be read, by its whole name, and what it is."""
    return {f"{name}.{fact}": words for name in MODULES for fact, words in source(name).told.items()}
