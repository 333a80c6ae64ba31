"""Parts of the proof: groups of faults that one target, with one environment file, can have."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selftest.proof.catalogue import By, Entry, entries
from selftest.proof.sources import OwnSource
from selftest.support import sentry_sdk
from selftest.support.processes import ROOT
from selftest.support.styles import project_for
from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment
from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Scene
from servio_verify.proof.campaign.source import ProxySource, Source
from servio_verify.proof.fault import Fault, catalogue

PROXY = "proxy"
E2E = "e2e"
LOAD = "load"
SENTRY = "sentry"
HTTPS = "https"
WHOLE = ("", HTTPS, LOAD)
"""The whole e2e tier takes a minute, so that two hundred faults would take an hour: each journey is tried by itself."""

SHORT_TOKENS = ("--token-seconds", "5")
MORE = {E2E: "    -p selftest.support.plugins.impatient\n", LOAD: "    --profile=proof\n"}
"""Options of pytest: journeys wait a quarter of the time for what never comes, and the load is a short one."""

PROFILE = """\
description = "Twenty users for ten seconds: enough requests to decide an error rate, and to make a queue; some order."
think = 0.2
stages = [{ name = "rise", seconds = 1, users = 20 }, { name = "hold", seconds = 9, users = 20 }]
plateau = 1.0
gates = ["p95 < 500 ms", "errors < 1 %"]
[journeys]
home = 16
browse_venues = 1
open_menu = 1
order = 1
"""
PROVOKED = """
[monitoring.sentry]
organization = "servio"
projects = ["web"]
api_error = "/api/v1/throw"
"""


@dataclass(frozen=True)
class Target:
    """Where a part is proved: the project that the suite runs in, what has the faults, and the environment."""

    project: Path
    source: Source
    environment: Environment


@dataclass(frozen=True)
class Part:
    """Faults of one kind of target; `variant` is a style, `https`, `e2e`, `load`, or nothing."""

    by: str
    variant: str
    faults: tuple[Fault, ...]

    @property
    def title(self) -> str:
        """Its name for people."""
        return f"{self.by} {self.variant}".strip()

    @property
    def whole(self) -> bool:
        """Whether the whole tier runs under each fault, and not what promises to catch it alone."""
        return self.by == By.SANDBOX and self.variant in WHOLE

    @property
    def shares(self) -> bool:
        """Whether what promises to catch several faults may run at once."""
        return not self.whole and not self._style and self.variant != LOAD

    @property
    def alone(self) -> bool:
        """Whether one run at a time is as much as can be measured."""
        return self.variant == LOAD

    @contextmanager
    def set_up(self, folder: Path) -> Iterator[Target]:
        """Yield its target, which is up meanwhile."""
        project = project_for(folder / self.title.replace(" ", "-"), *self._style)
        _prepare(project, self.variant)
        by = By.SANDBOX if self.by == PROXY else By(self.by)
        own = OwnSource(by, self._options(), {"PYTHONPATH": str(ROOT)})
        with own.undo:
            environment = read_environment("local", project, {**os.environ, **own.healthy})
            source = ProxySource(Scene(environment), own.healthy) if self.by == PROXY else own
            yield Target(project, source, environment)

    @property
    def _style(self) -> tuple[str, ...]:
        return () if self.variant in (*WHOLE, E2E) else (self.variant,)

    def _options(self) -> tuple[str, ...]:
        if self.variant == SENTRY:
            sdk = sentry_sdk.built(ROOT / "selftest/.pytest_cache/d/sentry-sdk")
            return ("--style", SENTRY, "--sentry-sdk", str(sdk))
        if self._style:
            return ("--style", self.variant, *SHORT_TOKENS)
        return ("--https",) if self.variant == HTTPS else ()


def _prepare(project: Path, variant: str) -> None:
    """Write into a project what its part needs."""
    ini = project / "pytest.ini"
    ini.write_text(ini.read_text().replace("addopts =\n", f"addopts =\n{MORE.get(variant, '')}"))
    if variant == SENTRY:
        with (project / "environments/local.toml").open("a") as local:
            local.write(PROVOKED)
    if variant == LOAD:
        (project / "locustfile.py").symlink_to(ROOT / "locustfile.py")
        (project / "profiles").mkdir()
        (project / "profiles/proof.toml").write_text(PROFILE)


def _variant(entry: Entry) -> str:
    if entry.told.style:
        return entry.told.style
    if entry.told.https:
        return HTTPS
    return "" if entry.tier is Tier.SMOKE else str(entry.tier)


def parts() -> list[Part]:
    """Return the whole catalogue in its parts: our own targets' faults, and the proxy's before the sandbox."""
    found: dict[tuple[str, str], list[Fault]] = {}
    for by in By:
        for entry in entries(by).values():
            found.setdefault((str(by), _variant(entry)), []).append(entry.fault)
    for fault in catalogue().values():
        found.setdefault((PROXY, LOAD if fault.tier is Tier.LOAD else HTTPS), []).append(fault)
    return [Part(by, variant, tuple(faults)) for (by, variant), faults in found.items()]
