"""Runs the suite as a person does: as a process of its own, from the project's folder."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
RUN_SECONDS = 240


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


@pytest.fixture
def clean_environ(tmp_path: Path) -> dict[str, str]:
    """The process environment without settings of whoever runs the selftest."""
    foreign = r"SERVIO_|NEXT_PUBLIC_|PYTEST_|GITHUB_|SLACK_|CI_"
    kept = {key: value for key, value in os.environ.items() if not re.match(foreign, key)}
    return kept | {"SERVIO_RUNS": str(tmp_path / "runs"), "SERVIO_STATE": str(tmp_path / "state")}


@pytest.fixture
def verify(clean_environ: dict[str, str], tmp_path: Path) -> Verify:
    """Run pytest on the suite with these arguments and settings, and wait for its end."""

    def run(*arguments: str, cwd: Path = ROOT, **settings: str) -> Outcome:
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=cwd,
            env=clean_environ | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
        return Outcome(ended.returncode, ended.stdout, tmp_path / "runs")

    return run


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


@pytest.fixture(scope="session")
def healthy() -> Iterator[dict[str, str]]:
    """A healthy sandbox for this worker: the settings that lead to it."""
    process, told = start("-m", "servio_sandbox", "--json")
    yield settings_of(told)
    stop(process)
