"""Runner of rounds: each is a run of its own in a process of its own, which may crash without ending the watch."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from servio_verify.environments.tier import Tier
from servio_verify.errors import UsageError
from servio_verify.reporting.publish import WATCHED
from servio_verify.results import history
from servio_verify.results.merge import MergeError, read
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.run.polling import wait_until
from servio_verify.watching.rounds import Round

READS_ONLY = {"SERVIO_WRITES": "false", "SERVIO_LOAD": "false", "SERVIO_EXCLUSIVE": "false"}
"""Production's own rule, for every environment: nothing signs in, and the client refuses whatever is no reading.

So a round disturbs nobody, and takes no lock that a deploy's run would have to wait for.
"""

WAIT_SECONDS = 10
"""How long a round waits for a target that is not ready: there is another round soon."""

LONGEST_SECONDS = 600.0
END_SECONDS = 10.0


class MistakeError(UsageError):
    """The run did not begin: there is a mistake in the settings or the project."""


class Runner:
    """Starts rounds of an environment, with their folders in `folder`."""

    def __init__(self, environment: str, root: Path, folder: Path, settings: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-m", "servio_verify.cli", "run", "-q", "-p", "no:cacheprovider"]
        self._command += ["-m", Tier.SMOKE, "--env", environment, "--wait", str(WAIT_SECONDS)]
        self._root, self._folder = root, folder
        places = {"SERVIO_RUNS": str(folder), "SERVIO_HISTORY": str(history.path(watched=True).resolve())}
        self._environ = os.environ | READS_ONLY | places | {WATCHED: "1"} | dict(settings)

    def run(self, is_over: Callable[[], bool]) -> Round | None:
        """Run one; None where `is_over` became true before its end. Raises MistakeError."""
        before = self._folders()
        began, started = datetime.now(UTC), time.monotonic()
        with tempfile.TemporaryFile() as said:
            process = self._start(said)
            try:
                ended = wait_until(lambda: process.poll() is not None or is_over(), LONGEST_SECONDS)
            finally:
                code = _end(process)
            seconds = time.monotonic() - started
            last = _last_line(said)
        if ended and is_over():
            return None
        folder = max(self._folders() - before, default=None)
        if ended and folder and (told := _told(folder, code, began, seconds)):
            return told
        if ended and code == UsageError.exit_code:
            raise MistakeError(last or "the run ended with 4 and said nothing")
        reason = f"the run died or left no verdict (exit code {code}): {last}"
        if not ended:
            reason = f"the run was ended after {seconds:.0f} s: so long no round may take"
        return Round(began=began, seconds=seconds, verdict=Verdict.INVALID, reason=reason, folder=folder)

    def failed(self, reason: str) -> Round:
        """Return the round that did not even begin."""
        return Round(began=datetime.now(UTC), seconds=0.0, verdict=Verdict.INVALID, reason=reason)

    def _start(self, said: IO[bytes]) -> "subprocess.Popen[bytes]":
        # A session of its own: Ctrl-C in the terminal reaches us, and we end the run.
        return subprocess.Popen(  # noqa: S603 - our own program
            self._command,
            cwd=self._root,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _folders(self) -> set[Path]:
        return {path for path in self._folder.glob("*t*z-*") if path.is_dir()}


def _end(process: "subprocess.Popen[bytes]") -> int:
    """Return its exit code; one that is still there is ended, with all that it started."""
    if process.poll() is None:
        process.terminate()
        wait_until(lambda: process.poll() is not None, END_SECONDS, every=0.05)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def _told(folder: Path, code: int, began: datetime, seconds: float) -> Round | None:
    """Return the round by its verdict; None where there is none, or it is not what the process ended with."""
    try:
        result = read(folder / files.VERDICT)
    except MergeError:
        return None
    return Round.of(result, began, seconds, folder) if result.exit_code == code else None


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = [line for line in said.read().decode(errors="replace").splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR: ") if lines else ""
