"""Programs of ours, each as a fork of a process that has imported what all of them import; else as new processes."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

MODULE = "servio_verify.proof.forking.server"

AT_THE_START = ("PYTHON", "LC_", "LANG", "TZ", "MALLOC", "LD_")
"""Settings that a process reads when it starts: a fork would see them too late."""


def can_be_forked(folder: Path, environ: Mapping[str, str], root: Path) -> bool:
    """Whether a fork is the same: it is not where Python itself is set up otherwise, or other packages are meant."""
    names = {name for name in (*environ, *os.environ) if name.startswith(AT_THE_START) and name != "PYTHONPATH"}
    as_here = all(environ.get(name) == os.environ.get(name) for name in names)
    own_packages = folder != root and (folder / "servio_verify").exists()
    return sys.platform == "linux" and as_here and not own_packages


@dataclass(frozen=True)
class Asked:
    """What is run: `server.become` takes the same."""

    module: str
    arguments: tuple[str, ...]
    folder: str
    environ: Mapping[str, str]


class Programs(Protocol):
    """Runs programs, one at a time."""

    def begin(self, asked: Asked, writers: Sequence[int]) -> None:
        """Begin one, with these files as its output and its errors. Raises OSError."""

    def end(self, timeout: float) -> int:
        """Wait for its end and return its exit code, negative for a signal. Raises TimeoutError, OSError."""

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; harmless where it has ended."""

    def stop(self) -> None:
        """Put away what programs were begun with, once nothing more is asked."""


class ForkServer:
    """A process that forks into programs. With `apart`, signals of the terminal reach neither it nor them."""

    def __init__(self, root: Path, *, apart: bool = False) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._child: int | None = None
        command = [sys.executable, "-m", MODULE]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command, cwd=root, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, start_new_session=apart
            )

    def begin(self, asked: Asked, writers: Sequence[int]) -> None:
        """Fork into it."""
        self._socket.settimeout(None)
        socket.send_fds(self._socket, [json.dumps(vars(asked)).encode()], list(writers))
        self._child = self._told()

    def end(self, timeout: float) -> int:
        """Wait for its end."""
        self._socket.settimeout(timeout)
        code = self._told()
        self._child = None
        return code

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self._child is not None:
            with suppress(ProcessLookupError):
                os.kill(self._child, number)

    def stop(self) -> None:
        """Close the socket, at which the process ends."""
        self._socket.close()
        self._process.wait()

    def _told(self) -> int:
        if not (told := self._socket.recv(20)):
            raise OSError("the process that forks into programs has ended")
        return int(told)


class Spawner:
    """Starts a new process for each program, where a fork would not be the same."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, asked: Asked, writers: Sequence[int]) -> None:
        """Start it."""
        output, errors = writers
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", asked.module, *asked.arguments],
            cwd=asked.folder,
            env=dict(asked.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )

    def end(self, timeout: float) -> int:
        """Wait for its end."""
        if self._process is None:
            raise OSError("no program was begun")
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self._process is not None:
            self._process.send_signal(number)

    def stop(self) -> None:
        """Nothing is left to be put away."""
