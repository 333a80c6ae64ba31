"""Runner of the suite: each run is a process of its own, with a folder, which ends when the proof is ended."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from servio_verify.errors import InconclusiveError
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.campaign.stopping import Stop
from servio_verify.proof.forking.client import Asked, ForkServer, Programs, Spawner, can_be_forked
from servio_verify.reporting.publish import WATCHED
from servio_verify.results.verdict import Verdict
from servio_verify.run.identity import RUN_ID, Run, new_run_id
from servio_verify.run.journal import leftovers
from servio_verify.run.pacing import SHARED

WAIT_SECONDS = 5
"""How long a run waits for a target that is not ready: it was before the fault came."""

LONGEST_SECONDS = 1800.0
END_SECONDS = 30.0
LOOK_SECONDS = 0.2


class StoppedError(Exception):
    """The proof was ended while a run was on: nothing is known of it."""


@dataclass
class Runner:
    """Runs the suite on an environment, one run at a time. `settings` lead to the target of the proof."""

    environment: str
    root: Path
    folder: Path
    stop: Stop = field(default_factory=Stop)
    longest: float = LONGEST_SECONDS
    _programs: Programs | None = None

    def run(self, arguments: Sequence[str], settings: Mapping[str, str]) -> Ran:
        """Run these checks with these settings. Raises StoppedError, InconclusiveError where no run can be started."""
        run_id, at, began = new_run_id(), time.time(), time.monotonic()
        folder = self.folder / run_id
        environ = self._environ(run_id) | dict(settings)
        options = ["-q", "-p", "no:cacheprovider", "--env", self.environment, "--wait", str(WAIT_SECONDS)]
        asked = Asked("pytest", (*options, *arguments), str(self.root), environ)
        with tempfile.TemporaryFile() as said:
            try:
                code = self._end(self._began(asked, said))
            except OSError as error:
                raise InconclusiveError(f"no run of the suite can be started: {error}") from None
            seconds, last = time.monotonic() - began, _last_line(said)
        if self.stop:
            raise StoppedError
        ran = Ran.read(folder, code, at, seconds, last)
        if ran.verdict is Verdict.GO:
            discard(folder)
        return ran

    def close(self) -> None:
        """Put away what runs were begun with."""
        if self._programs:
            self._programs.stop()
            self._programs = None

    def _environ(self, run_id: str) -> dict[str, str]:
        own = {
            "SERVIO_RUNS": str(self.folder),
            "SERVIO_HISTORY": str(self.folder / "history.sqlite"),
            SHARED: str(self.folder),
            WATCHED: "1",
            RUN_ID: run_id,
        }
        return {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"} | own

    def _began(self, asked: Asked, said: IO[bytes]) -> Programs:
        if self.stop:
            raise StoppedError
        if self._programs is None:
            forks = can_be_forked(self.root, asked.environ, self.root)
            self._programs = ForkServer(self.root, apart=True) if forks else Spawner()
        self._programs.begin(asked, [said.fileno(), said.fileno()])
        return self._programs

    def _end(self, programs: Programs) -> int:
        """Return the exit code; a run that takes too long, or that nobody wants any more, is ended."""
        deadline, asked_to_end = time.monotonic() + self.longest, False
        while True:
            try:
                return programs.end(LOOK_SECONDS)
            except TimeoutError:
                now = time.monotonic()
            if self.stop and not asked_to_end:
                programs.signal(signal.SIGINT)
                deadline, asked_to_end = now + END_SECONDS, True
            elif now > deadline:
                programs.signal(signal.SIGKILL)


def discard(folder: Path) -> None:
    """Remove the folder of a run, unless its journal is needed to delete what it left on the target."""
    if not leftovers(Run(folder.name, folder)):
        shutil.rmtree(folder, ignore_errors=True)


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = [line for line in said.read().decode(errors="replace").splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR: ") if lines else ""
