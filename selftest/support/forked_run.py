"""Programs of ours as `subprocess.run` has them, but as forks of one process: what they import is there already."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from selftest.support.processes import ROOT

AT_THE_START = ("PYTHON", "LC_", "LANG", "TZ", "MALLOC", "LD_")
"""Settings that a process reads when it starts: a fork would see them too late."""

MERGED = subprocess.STDOUT


def run(
    module: str,
    *arguments: str,
    folder: Path,
    environ: Mapping[str, str],
    timeout: float,
    stderr: int = subprocess.PIPE,
) -> "subprocess.CompletedProcess[str]":
    """Run `python -m module`; `stderr` may be MERGED. Raises TimeoutExpired, once it is killed."""
    if can_be_forked(folder, environ):
        return _server().run(Asked(module, arguments, str(folder), environ), timeout, stderr)
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**environ, "PYTHONDONTWRITEBYTECODE": "1"},  # as in a fork
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        timeout=timeout,
        check=False,
    )


def can_be_forked(folder: Path, environ: Mapping[str, str]) -> bool:
    """Whether a fork is the same: it is not where Python itself is set up otherwise, or other packages are meant."""
    names = {name for name in (*environ, *os.environ) if name.startswith(AT_THE_START) and name != "PYTHONPATH"}
    as_here = all(environ.get(name) == os.environ.get(name) for name in names)
    own_packages = folder != ROOT and (folder / "servio_verify").exists()
    return sys.platform == "linux" and as_here and not own_packages


@dataclass(frozen=True)
class Asked:
    """What is run: `fork_server.become` takes the same."""

    module: str
    arguments: tuple[str, ...]
    folder: str
    environ: Mapping[str, str]


class ForkServer:
    """A process that forks into runs, one at a time."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "selftest.support.fork_server"]
        with theirs:
            self._process = subprocess.Popen(command, cwd=ROOT, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)

    def run(self, asked: Asked, timeout: float, stderr: int) -> "subprocess.CompletedProcess[str]":
        """Fork into what is asked, and wait for its end."""
        pipes = [os.pipe(), os.pipe()]
        with os.fdopen(pipes[0][0]) as said, os.fdopen(pipes[1][0]) as complained, ThreadPoolExecutor(2) as readers:
            texts = [readers.submit(stream.read) for stream in (said, complained)]
            writers = [pipes[0][1], pipes[0 if stderr == MERGED else 1][1]]
            try:
                socket.send_fds(self._socket, [json.dumps(vars(asked)).encode()], writers)
            finally:
                for _, writer in pipes:
                    os.close(writer)
            code = self._end(asked, timeout)
            output, errors = (text.result() for text in texts)
        return subprocess.CompletedProcess([asked.module, *asked.arguments], code, output, errors)

    def _end(self, asked: Asked, timeout: float) -> int:
        self._socket.settimeout(None)
        child = int(self._socket.recv(20))
        self._socket.settimeout(timeout)
        try:
            return int(self._socket.recv(20))
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            self._socket.settimeout(None)
            self._socket.recv(20)
            raise subprocess.TimeoutExpired([asked.module, *asked.arguments], timeout) from None

    def stop(self) -> None:
        """Stop it, once nothing more is asked."""
        self._socket.close()
        self._process.wait()


@cache
def _server() -> ForkServer:
    """Start this process's own, when it is needed first; it ends with this process."""
    server = ForkServer()
    atexit.register(server.stop)
    return server
