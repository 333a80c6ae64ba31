"""Source of faults: what puts them between a run and its target, or into the target itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from servio_verify.proof.alteration import Scene
from servio_verify.proof.fault import Fault
from servio_verify.proof.proxy.record import Change
from servio_verify.proof.proxy.server import proxy
from servio_verify.run.identity import FAULTS


@dataclass(frozen=True)
class Faulty:
    """A target with faults: the settings that lead a run to it, and which of its answers a fault changed."""

    settings: Mapping[str, str]
    changes: Callable[[str], list[Change] | None]
    """By the fault's name; None where nobody stood between to tell."""


class Source(Protocol):
    """What has faults."""

    @property
    def name(self) -> str:
        """`proxy` or `sandbox`."""

    def put(self, faults: Sequence[Fault]) -> AbstractContextManager[Faulty]:
        """Have these faults while the block runs; none of them is a healthy target."""


@dataclass(frozen=True)
class ProxySource:
    """Puts a proxy between the run and a target that is up; the target is asked through `settings`."""

    scene: Scene
    settings: Mapping[str, str]
    name: str = "proxy"

    @contextmanager
    def put(self, faults: Sequence[Fault]) -> Iterator[Faulty]:
        """Have these faults while the block runs."""
        with proxy(self.scene, faults) as standing:
            named = {FAULTS: ", ".join(fault.name for fault in faults)} if faults else {}
            yield Faulty({**self.settings, **standing.settings(), **named}, standing.record.of)
