"""What happens once before the checks: lock, sandbox, readiness, guard, sweep (docs/DESIGN.md, The flow of one run)."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from filelock import FileLock

from servio_verify.browser import install as browsers
from servio_verify.data.sweep import SweepError, Swept, hold, sweep
from servio_verify.environments import permissions
from servio_verify.environments.model import Environment
from servio_verify.environments.sandbox import Sandbox
from servio_verify.environments.settings import load
from servio_verify.run.identity import Run
from servio_verify.run.lock import Lock
from servio_verify.run.progress import Progress
from servio_verify.target.preflight import wait_for_target

LEFTOVERS_AGE = timedelta(hours=2)
"""Things of ours that are older, and whose run is not known here, are leftovers."""


class Preparation:
    """`environment` is the target, with the sandbox's addresses once it is started."""

    def __init__(self, config: pytest.Config, environment: Environment, run: Run) -> None:
        self.environment = environment
        self.told: Mapping[str, str] = {}
        self.swept = Swept()
        self._config = config
        self._run = run
        self._alive: FileLock | None = None

    def lock(self) -> None:
        """Have the environment alone, where its file asks for that; OccupiedError where another run has it."""
        if not self.environment.exclusive:
            return
        lock = Lock(self.environment, self._run)
        self._config.add_cleanup(lock.release)
        with Progress(f"waiting for {self.environment.name}") as progress:
            line = lock.take(self._config.option.wait, progress.tell)
        if line:
            sys.stderr.write(f"{line}\n")

    def start_sandbox(self) -> None:
        """Start the sandbox where the environment has one; SandboxError where it does not start."""
        if not self.environment.starts_sandbox:
            return
        faults = [argument for fault in self._config.option.fault for argument in ("--fault", fault)]
        sandbox = Sandbox([*(self.environment.sandbox or ()), *faults])
        self._config.add_cleanup(sandbox.stop)
        self.told = sandbox.settings()
        self.environment = load(self.environment.name, self._config.rootpath, os.environ | dict(self.told))

    def wait(self) -> None:
        """Wait until the target is ready; TargetDownError, or RefusedError where it must not be touched."""
        with Progress(f"waiting for {self.environment.name}") as progress:
            wait_for_target(self.environment, self._config.option.wait, progress.tell)
        permissions.refuse_undeclared_production(self.environment)

    def sweep(self) -> None:
        """Delete what earlier runs left; a run does not fail because of them."""
        self._alive = hold(self._run, self.environment)
        if not self.environment.writes or self.told:
            return
        try:
            self.swept = sweep(self.environment, self._run.folder.parent, self._run, LEFTOVERS_AGE)
        except SweepError as error:
            sys.stderr.write(f"{error}\n")

    def refuse(self, checks: Sequence[str]) -> None:
        """Raise RefusedError for a tier that may not run there, NoBrowserError for a browser not installed."""
        permissions.refuse_tiers(self.environment, checks)
        option = self._config.option
        for name in () if option.browser_channel else option.browser or ["chromium"]:
            # pytest-playwright puts the browser's name among the parameters of each check that needs one.
            if any(re.search(rf"\[(.+-)?{name}\b", check) for check in checks):
                browsers.executable(name, headed=option.headed)
