"""Set-up of a run: lock, target, sweep, and what must hold before the first check."""

import re
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from filelock import FileLock

from servio_verify.browser import install as browsers
from servio_verify.data.sweep import SweepError, Swept, hold, sweep
from servio_verify.environments import permissions
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action
from servio_verify.errors import UsageError
from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.run.journal import leftovers
from servio_verify.run.lock import Lock
from servio_verify.run.progress import Progress
from servio_verify.target.origins import Sightings
from servio_verify.workflow.start_target import await_target, start_target

LEFTOVERS_AGE = timedelta(hours=2)
"""Things of ours that are older, and whose run is not known here, are leftovers."""


@dataclass(frozen=True)
class RunOptions:
    """What the user said about a run. `wait` is in seconds; `browsers` are those that must be installed.

    `reads_only`: nothing may be deleted there, not even what earlier runs left.
    """

    wait: float
    expect_build: str | None = None
    faults: tuple[str, ...] = ()
    browsers: tuple[str, ...] = ()
    headed: bool = False
    reads_only: bool = False


class Setup:
    """One for each run. `environment` is the target, with the sandbox's addresses once it is started."""

    def __init__(self, environment: Environment, run: Run, options: RunOptions) -> None:
        self.environment = environment
        self.owns_target = environment.starts_sandbox
        self.swept = Swept()
        self.first = Sightings()
        self.undo = ExitStack()
        self._run = run
        self._options = options
        self._alive: FileLock | None = None

    @property
    def has_faults(self) -> bool:
        """Whether the sandbox is given a defect."""
        return bool(self._options.faults)

    def lock(self) -> None:
        """Have the environment alone, where its file asks for that; OccupiedError where another run has it."""
        if not self.environment.exclusive or self.owns_target:
            return
        lock = Lock(self.environment, self._run)
        self.undo.callback(lock.release)
        with Progress(f"waiting for {self.environment.name}") as progress:
            line = lock.take(self._options.wait, progress.tell)
        if line:
            sys.stderr.write(f"{line}\n")

    def start_target(self) -> None:
        """Start the sandbox or local staging where the environment asks for it; SandboxError where it does not."""
        target = start_target(self.environment, self.undo, self._options.faults)
        self.environment, self.owns_target = target.environment, target.is_of_run

    def wait(self) -> None:
        """Wait until the target is ready; TargetDownError, or RefusedError where it must not be touched."""
        self.first = await_target(self.environment, self._options.wait)

    def sweep(self) -> None:
        """Delete what earlier runs left; a run does not fail because of them."""
        self._alive = hold(self._run, self.environment)
        if self._options.reads_only or self.owns_target or self._has_no_venues:
            return
        if permissions.refusal(self.environment, Action.SWEEP):
            return
        try:
            self.swept = sweep(self.environment, self._run.folder.parent, self._run, LEFTOVERS_AGE)
        except SweepError as error:
            sys.stderr.write(f"{error}\n")

    @property
    def _has_no_venues(self) -> bool:
        return bool(self.environment.resources.missing("/venues"))

    def left_behind(self) -> str:
        """Return in words what this run leaves; what was made in a sandbox of its own is gone with it."""
        left = 0 if self.owns_target else len(leftovers(self._run))
        return f"{left} things are left on {self.environment.name}" if left else "nothing is left behind"

    def refuse(self, checks: Sequence[str]) -> None:
        """Raise RefusedError for a tier that may not run there, NoBrowserError for a browser not installed.

        Raises UsageError for what a worker found wrong with them.
        """
        for path in self._run.folder.glob(files.MISTAKE):
            raise UsageError(path.read_text(encoding="utf-8"))
        permissions.refuse_tiers(self.environment, checks)
        for name in self._options.browsers:
            # pytest-playwright puts the browser's name among the parameters of each check that needs one.
            if any(re.search(rf"\[(.+-)?{name}\b", check) for check in checks):
                browsers.executable(name, headed=self._options.headed)
