"""Sources of monitoring: each looks before the checks, and says after them what it saw meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from servio_verify.infra.source import Place
from servio_verify.monitoring.reading import Reading, Window

MODULES: dict[str, str] = {
    "sentry": "sentry.source",
    "datadog": "datadog.source",
    "balancer": "aws.balancer",
    "tasks": "aws.tasks",
    "logs": "aws.logs",
    "flags": "flags.source",
    "retention": "retention",
}
"""By the name of a source, which its table in `[monitoring]` has too: the module here that holds its `SOURCE`."""


class Probe(Protocol):
    """A source in one run. Both methods raise GapError where nothing of it can be used."""

    def begin(self) -> None:
        """Look before the checks, in a thread beside them: what is there already does not count."""
        ...

    def end(self, window: Window) -> Reading:
        """Say what was seen in this window. It returns within the source's `seconds` where nobody answers."""
        ...


@dataclass(frozen=True)
class Source:
    """A source: its name, what people call it ("Datadog"), and how it is opened for one run.

    `open` asks nobody; it raises GapError where something that it needs is missing, such as a key.
    """

    name: str
    called: str
    open: Callable[[Place], Probe]


def source(name: str) -> Source:
    """Return the source of that name; its module is imported now. Raises KeyError."""
    found: Source = import_module(f"servio_verify.monitoring.{MODULES[name]}").SOURCE
    return found
