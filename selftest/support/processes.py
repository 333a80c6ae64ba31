"""Processes that selftests start: runs of the suite, and servers to run it against."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
"""The repository."""

END_SECONDS = 60
"""After so long a server hangs, however busy the machine is."""


@dataclass(frozen=True)
class Outcome:
    """How a run of the suite ended."""

    code: int
    output: str
    folder: Path

    @property
    def verdict(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.run / "verdict.json").read_text())
        return found

    @property
    def run(self) -> Path:
        runs = [path for path in self.folder.iterdir() if path.name != "baselines"]
        assert len(runs) == 1, f"expected one run in {self.folder}, found {runs}: {self.output}"
        return runs[0]

    @property
    def lines(self) -> list[str]:
        return [line for line in self.output.splitlines() if line.strip()]


Verify = Callable[..., Outcome]


@dataclass(frozen=True)
class Server:
    """A server that is up, and what it said of itself in its first line."""

    process: "subprocess.Popen[str]"
    facts: dict[str, Any]


@contextmanager
def started(*command: str, stderr: int | None = None) -> Iterator[Server]:
    """Start a Python program that says in one line of JSON where it is, and ends when its input does."""
    pipe = subprocess.PIPE
    line = [sys.executable, *command]
    with subprocess.Popen(line, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=stderr, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield Server(process, json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@contextmanager
def servio(*command: str) -> Iterator[dict[str, Any]]:
    """Start a Servio of ours, a module with its options; yield what it says of itself."""
    with started("-m", *command, "--until-stdin-closes", stderr=subprocess.DEVNULL) as server:
        yield server.facts


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def settings_of(told: dict[str, str]) -> dict[str, str]:
    """Return the settings that lead to a Servio, and to its second account where it has one."""
    names = {"web_url": "WEB_URL", "api_url": "API_URL", "api_key": "API_KEY"}
    names |= {"second_email": "EMAIL_2", "second_password": "PASSWORD_2"}
    return {f"SERVIO_{name}": told[key] for key, name in names.items() if told.get(key)}
