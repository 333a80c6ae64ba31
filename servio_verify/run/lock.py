"""One run at a time on an environment whose file asks for it (`exclusive = true`), on this machine."""

import getpass
import json
import os
import re
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.run import state_dir
from servio_verify.run.identity import Run
from servio_verify.run.polling import wait_until
from servio_verify.run.progress import Tell


class OccupiedError(InconclusiveError):
    """Another run has the environment."""


class Lock:
    """Held for as long as a run lives; the system lets go of it however the run ends."""

    def __init__(self, environment: Environment, run: Run) -> None:
        place = re.sub(r"[^\w.-]+", "-", urlsplit(environment.web_url).netloc)
        self._environment, self._run = environment, run
        self._lock = FileLock(_folder() / f"{place}.lock")
        self._holder = _folder() / f"{place}.json"

    def take(self, wait: float, tell: Tell) -> str | None:
        """Take the lock; return a line where its last holder died with it.

        Waits up to `wait` seconds and hands to `tell` who has it; then raises OccupiedError.
        """

        def taken() -> bool:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                tell(self._by_whom())
            return self._lock.is_locked

        if not wait_until(taken, wait, every=0.5):
            raise OccupiedError(f"{self._environment.name} is being verified by {self._by_whom()}")
        stale = f"took over the lock of {self._by_whom()}, which ended without giving it back"
        line = stale if self._holder.is_file() else None
        holder = {"run": self._run.id, "pid": os.getpid(), "host": socket.gethostname(), "user": _user()}
        self._holder.write_text(json.dumps(holder | {"since": datetime.now(UTC).isoformat()}), encoding="utf-8")
        return line

    def holder(self) -> str | None:
        """Return who has it now; None where nobody has, nor where its last holder died with it."""
        if not self._holder.is_file():
            return None
        who = self._by_whom()
        try:
            with self._lock.acquire(timeout=0):
                return None
        except Timeout:
            return who

    def release(self) -> None:
        """Give it back; harmless where it was never taken."""
        if self._lock.is_locked:
            self._holder.unlink(missing_ok=True)
            self._lock.release()

    def _by_whom(self) -> str:
        try:
            told: dict[str, Any] = json.loads(self._holder.read_text(encoding="utf-8"))
            age = datetime.now(UTC) - datetime.fromisoformat(told["since"])
            who = f"run {told['run']} (process {told['pid']} of {told['user']} on {told['host']})"
        except (OSError, ValueError, KeyError):
            return "another run"
        return f"{who}, for {int(age.total_seconds())} s"


def _folder() -> Path:
    folder = state_dir.folder() / "locks"
    folder.mkdir(exist_ok=True)
    return folder


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "?"
