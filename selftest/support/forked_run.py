"""Programs of ours as `subprocess.run` has them, but as forks of one process: what they import is there already."""

import atexit
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from selftest.support.processes import ROOT
from servio_verify.proof.forking import client
from servio_verify.proof.forking.client import Asked, ForkServer

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
    if client.can_be_forked(folder, environ, ROOT):
        return _forked(_server(), Asked(module, arguments, str(folder), environ), timeout, stderr)
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


def _forked(server: ForkServer, asked: Asked, timeout: float, stderr: int) -> "subprocess.CompletedProcess[str]":
    pipes = [os.pipe(), os.pipe()]
    with os.fdopen(pipes[0][0]) as said, os.fdopen(pipes[1][0]) as complained, ThreadPoolExecutor(2) as readers:
        texts = [readers.submit(stream.read) for stream in (said, complained)]
        try:
            server.begin(asked, [pipes[0][1], pipes[0 if stderr == MERGED else 1][1]])
        finally:
            for _, writer in pipes:
                os.close(writer)
        code = _end(server, asked, timeout)
        output, errors = (text.result() for text in texts)
    return subprocess.CompletedProcess([asked.module, *asked.arguments], code, output, errors)


def _end(server: ForkServer, asked: Asked, timeout: float) -> int:
    try:
        return server.end(timeout)
    except TimeoutError:
        server.signal(signal.SIGKILL)
        server.end(timeout)
        raise subprocess.TimeoutExpired([asked.module, *asked.arguments], timeout) from None


@cache
def _server() -> ForkServer:
    """Start this process's own, when it is needed first; it ends with this process."""
    server = ForkServer(ROOT)
    atexit.register(server.stop)
    return server
