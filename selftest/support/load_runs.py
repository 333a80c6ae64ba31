"""Real load runs against the load target: locust in a process of its own, in a folder like the repository."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from selftest.support.processes import ROOT, free_port, started

NOBODY = "http://127.0.0.1:9"
"""The discard port: nothing listens there."""

LOCUST = str(Path(sys.executable).with_name("locust"))

PROFILE = """
description = "for the selftest"
think = 0.05
stages = [
    {{ name = "rise", seconds = 1, users = {users} }},
    {{ name = "hold", seconds = {seconds}, users = {users} }},
    {{ name = "fall", seconds = 1, users = 0 }},
]
plateau = 1.0
gates = {gates}
{more}
"""


@dataclass
class Served:
    """A load target that is up; `truth` is there once it has stopped."""

    url: str
    process: "subprocess.Popen[str]"
    truth: dict[str, Any] = field(default_factory=dict)


@contextmanager
def serving(**behaviour: Any) -> Iterator[Served]:
    """Start a load target with this behaviour."""
    with started("-m", "selftest.support.load_target", "--json", json.dumps(behaviour)) as server:
        served = Served(server.facts["url"], server.process)
        try:
            yield served
        finally:
            assert server.process.stdin
            assert server.process.stdout
            server.process.stdin.close()
            line = server.process.stdout.readline()
            served.truth.update(json.loads(line) if line else {})


@dataclass(frozen=True)
class Ended:
    """A load run that is over."""

    code: int
    output: str
    errors: str
    folder: Path

    @property
    def told(self) -> dict[str, Any]:
        """What `load.json` says."""
        result: dict[str, Any] = json.loads((self.folder / "load.json").read_text())
        return result

    def need_quiet(self) -> None:
        """Skip where other work on this machine may have spoiled a failure: the run rightly ended INVALID."""
        crowded = self.told["incidents"]["crowded"] or os.getloadavg()[0] > (os.cpu_count() or 1)
        if crowded and self.code == 11 and "the generator was starved" in self.output:
            pytest.skip(f"other work on this machine: {crowded}")

    @property
    def first_reason(self) -> str:
        reason: str = self.told["reasons"][0]["text"]
        return reason

    def gate(self, text: str, scope: str = "plateau") -> dict[str, Any]:
        """Return what a gate found."""
        return next(row for row in self.told["gates"] if row["gate"] == text and row["scope"] == scope)


@dataclass(frozen=True)
class Place:
    """A folder from which load is run."""

    root: Path

    def profile(
        self, name: str = "brief", *, users: int = 20, seconds: float = 4, gates: str = "", more: str = ""
    ) -> str:
        """Write a profile and return its name."""
        text = PROFILE.format(
            users=users, seconds=seconds, more=more, gates=gates or '["p95 < 500 ms", "errors < 5 %"]'
        )
        (self.root / "profiles").mkdir(exist_ok=True)
        (self.root / "profiles" / f"{name}.toml").write_text(text)
        return name

    def start(self, url: str, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        """Start a run against that address, in a process group of its own; its workers find their own master."""
        port = free_port() if "--processes" in arguments else None
        own = ["--master-bind-port", str(port), "--master-port", str(port)] if port else []
        return subprocess.Popen(
            [LOCUST, "--headless", "--run-folder", str(self.root / "out"), *arguments, *own],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": str(ROOT), "SERVIO_WEB_URL": url, "SERVIO_API_URL": url} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def ended(self, process: "subprocess.Popen[str]", timeout: float = 180) -> Ended:
        """Wait for a run's end."""
        output, errors = process.communicate(timeout=timeout)
        return Ended(process.returncode, output, errors, self.root / "out")

    def run(self, url: str, *arguments: str, **environment: str) -> Ended:
        """Make a whole run."""
        return self.ended(self.start(url, "--profile", self.profile(), *arguments, **environment))

    def run_profile(self, url: str, name: str, *arguments: str, **environment: str) -> Ended:
        """Make a whole run of a profile that was written before."""
        return self.ended(self.start(url, "--profile", name, *arguments, **environment))


def place(root: Path) -> Place:
    """Make a folder look like the repository, as far as locust sees it."""
    for name in ("pyproject.toml", "locustfile.py"):
        (root / name).symlink_to(ROOT / name)
    (root / "environments").mkdir()
    for file in (ROOT / "environments").glob("*.toml"):
        (root / "environments" / file.name).symlink_to(file)
    return Place(root)
