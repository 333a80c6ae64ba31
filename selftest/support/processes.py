"""Processes that selftests start: runs of the suite, and servers to run it against."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
"""The repository."""


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
        runs = list(self.folder.iterdir())
        assert len(runs) == 1, f"expected one run in {self.folder}, found {runs}: {self.output}"
        return runs[0]

    @property
    def lines(self) -> list[str]:
        return [line for line in self.output.splitlines() if line.strip()]


Verify = Callable[..., Outcome]


def start(*command: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """Start a Servio that says where it is in its first line, and ends when its input does."""
    process = subprocess.Popen(
        [sys.executable, *command, "--until-stdin-closes"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    return process, json.loads(process.stdout.readline())


def stop(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=15)


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def settings_of(told: dict[str, str]) -> dict[str, str]:
    return {"SERVIO_WEB_URL": told["web_url"], "SERVIO_API_URL": told["api_url"]}
