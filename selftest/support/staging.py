"""A local staging of the selftest's own, used as a person does: by its commands."""

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from selftest.support.processes import ROOT
from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import state
from servio_sandbox.stack.parts.programs import find_programs
from servio_sandbox.stack.place import FOLDER, Place
from servio_sandbox.stack.state import State

COMMAND = (sys.executable, "-m", "servio_sandbox.stack")
SECONDS = 120


@dataclass(frozen=True)
class Staging:
    """Where it is."""

    folder: Path

    @property
    def environ_of_its_own(self) -> dict[str, str]:
        """The setting that leads to it."""
        return {FOLDER: str(self.folder)}

    @property
    def environ(self) -> dict[str, str]:
        """Whoever is given this works on this stack."""
        return os.environ | self.environ_of_its_own

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return subprocess.run(
            [*COMMAND, *arguments], cwd=ROOT, env=self.environ, capture_output=True, text=True, timeout=SECONDS
        )

    def begin(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Begin a command."""
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([*COMMAND, *arguments], cwd=ROOT, env=self.environ, **quiet)

    @property
    def state(self) -> State:
        """What it says of itself; it must be up, or being started."""
        found = state.read(Place(self.folder))
        assert found, "there is no state"
        return found

    @property
    def is_starting_tasks(self) -> bool:
        """Whether a start has come as far as its tasks."""
        found = state.read(Place(self.folder))
        return bool(found and found.tasks)

    def processes(self) -> list[psutil.Process]:
        """Every process of this machine that works in its folder, found without its records."""
        return [each for each in psutil.process_iter() if self._has(each)]

    def _has(self, process: psutil.Process) -> bool:
        with suppress(psutil.Error):
            return Path(process.cwd().removesuffix(" (deleted)")).is_relative_to(self.folder)
        return False


def need_programs() -> None:
    """Skip where a program of the stack is missing."""
    try:
        find_programs()
    except SandboxError as error:
        pytest.skip(str(error))


@contextmanager
def staging() -> Iterator[Staging]:
    """Yield a place where nothing is up; whatever is there afterwards is ended. Skip where a program is missing."""
    need_programs()
    # In the system's own folder: PostgreSQL's user must get there, and no path of a socket may be long.
    place = Staging(Path(tempfile.gettempdir()) / f"servio-stack-{uuid.uuid4().hex[:8]}")
    try:
        yield place
    finally:
        place.run("down")
