"""Sources of faults that no proxy can make: the sandbox, and the other Servio."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Lock

from selftest.other_servio.defects.journeys import DATABASE_URL
from selftest.proof.catalogue import By
from selftest.support.processes import servio
from servio_verify.environments.handover import overrides
from servio_verify.environments.own.sandbox import KEYS
from servio_verify.proof.campaign.source import Faulty
from servio_verify.proof.fault import Fault

DSN = {"NEXT_PUBLIC_SENTRY_DSN": "https://0123456789abcdef0123456789abcdef@o1.ingest.example.com/1"}
NEEDED: Mapping[str, Mapping[str, str]] = {"sentry-without-dsn": DSN, "sentry-switched-off": DSN}
"""Settings of the run without which a fault is none."""

MODULES = {By.SANDBOX: ("servio_sandbox", "--json"), By.OTHER: ("selftest.other_servio",)}
OPTIONS = {By.SANDBOX: "--fault", By.OTHER: "--defect"}
SETTINGS: Mapping[By, Mapping[str, str]] = {By.SANDBOX: {}, By.OTHER: {"DATABASE_URL": DATABASE_URL}}


@dataclass
class OwnSource:
    """Starts a target of ours with these faults; one without any stays up for the runs that want none."""

    by: By
    options: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    """More settings of every run."""
    undo: ExitStack = field(default_factory=ExitStack)
    _lock: Lock = field(default_factory=Lock)
    _healthy: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        """`sandbox` or `other`."""
        return str(self.by)

    @property
    def healthy(self) -> Mapping[str, str]:
        """The settings that lead to the one without faults."""
        with self._lock:
            if self._healthy is None:
                self._healthy = self.undo.enter_context(self._started())
            return self._healthy

    @contextmanager
    def put(self, faults: Sequence[Fault]) -> Iterator[Faulty]:
        """Have these faults while the block runs."""
        if not faults:
            yield Faulty(self.healthy, _untold)
            return
        needed = {key: value for fault in faults for key, value in NEEDED.get(fault.name, {}).items()}
        with self._started(*(fault.name for fault in faults)) as settings:
            yield Faulty({**settings, **needed}, _untold)

    @contextmanager
    def _started(self, *faults: str) -> Iterator[Mapping[str, str]]:
        on = [part for name in faults for part in (OPTIONS[self.by], name)]
        with servio(*MODULES[self.by], *self.options, *on) as told:
            found = {ours: told[key] for key, ours in KEYS.items() if told.get(key)}
            yield {**SETTINGS[self.by], **self.settings, **overrides(found)}


def _untold(_fault: str) -> None:
    """Return nothing: nobody stands between to tell what was changed."""
