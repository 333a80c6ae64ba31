"""Processes of a stack: each records its id before it becomes a part, and none but these is ever ended.

A part outlives the command that started it (a session of its own). Killed at any moment, that command leaves either
no process or one whose id stands in the stack's folder: `sh` writes it, then turns into the part (exec).
"""

import os
import signal
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from servio_sandbox.stack.place import Place
from servio_sandbox.stack.waiting import wait_until

RECORD = 'echo $$ >&0; exec "$@" </dev/null'
FORK_SECONDS = 2.0
"""A process that was being started when its starter was killed has recorded itself after so long."""

CLOCK = 2.0
"""Seconds that a start time read from the system may be off."""

_started: list["subprocess.Popen[bytes]"] = []
"""What this command has started: kept, because it is to outlive us and not to be waited for."""


@dataclass(frozen=True)
class User:
    """Another user that a part runs as; None is who we are."""

    name: str | None = None

    @property
    def group(self) -> str | None:
        """The group of the same name, which Debian's packages make beside the user."""
        return self.name


ME = User()


def start(
    place: Place, part: str, command: Sequence[str], *, folder: Path, user: User = ME, environ: dict[str, str]
) -> "subprocess.Popen[bytes]":
    """Start a part that outlives us, with `folder` inside the stack's as its working folder."""
    record, log = (os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600) for path in _files(place, part))
    try:
        os.ftruncate(record, 0)
        process = subprocess.Popen(  # noqa: S603 - our own program, or one that the user has installed
            ["/bin/sh", "-c", RECORD, part, *command],
            stdin=record,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=environ,
            user=user.name,
            group=user.group,
            extra_groups=[] if user.name else None,
            start_new_session=True,
            umask=0o077,
        )
        _started.append(process)
        return process
    finally:
        os.close(record)
        os.close(log)


def _files(place: Place, part: str) -> tuple[Path, Path]:
    return place.pids / part, place.log(part)


def running(pid: int, since: float) -> psutil.Process | None:
    """Return the process of that id that was started then (epoch); None where it is gone or the id is another's."""
    with suppress(psutil.Error):
        found = psutil.Process(pid)
        if abs(found.create_time() - since) < CLOCK and found.status() != psutil.STATUS_ZOMBIE:
            return found
    return None


def started_at(pid: int) -> float:
    """Return when a process was started (epoch); 0 where it is gone."""
    with suppress(psutil.Error):
        return psutil.Process(pid).create_time()
    return 0.0


def recorded(place: Place) -> list[psutil.Process]:
    """Return the processes of the stack that still run, those of a start that was killed too, with their children.

    A record's session is searched as well: nginx's workers outlive a master that is killed.
    """
    records = list(place.pids.iterdir()) if place.pids.is_dir() else []
    wait_until(lambda: all(record.stat().st_size for record in records), FORK_SECONDS)
    written = {
        int(text): record.stat().st_mtime for record in records if (text := record.read_text()).strip().isdigit()
    }
    heads = [each for each in psutil.process_iter() if _is_ours(each, written, place.folder)]
    return list(dict.fromkeys([*heads, *(child for each in heads for child in _children(each))]))


def _is_ours(found: psutil.Process, written: Mapping[int, float], folder: Path) -> bool:
    """Tell whether a process is recorded, or in a recorded one's session. A reused id is younger than its record."""
    with suppress(psutil.Error, OSError):
        head = found.pid if found.pid in written else os.getsid(found.pid)
        if head not in written or (found.pid == head and found.create_time() > written[head] + CLOCK):
            return False
        return works_in(found, folder)
    return False


def works_in(found: psutil.Process, folder: Path) -> bool:
    """Tell whether a process has its working folder there."""
    with suppress(psutil.Error):
        return Path(found.cwd().removesuffix(" (deleted)")).is_relative_to(folder.resolve())
    return False


def send(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    """Send a signal to those that are still there."""
    for each in processes:
        with suppress(psutil.Error):
            each.send_signal(number)


def await_end(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait until they have ended, kill those that have not after so many seconds, and return those that still run."""
    if not wait_until(lambda: not _alive(processes), seconds):
        send(_alive(processes), signal.SIGKILL)
        wait_until(lambda: not _alive(processes), 5)
    return _alive(processes)


def _children(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return process.children(recursive=True)
    return []


def _alive(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    return [each for each in processes if _is_alive(each)]


def _is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
