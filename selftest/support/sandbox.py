"""A sandbox in a process of its own, and what it refuses to start with."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from selftest.support.processes import ROOT, started

SANDBOX = ("-m", "servio_sandbox")
COMMAND = (sys.executable, *SANDBOX)


@dataclass(frozen=True)
class Running:
    """A sandbox in a process of its own."""

    process: "subprocess.Popen[str]"
    facts: dict[str, Any]

    @property
    def folder(self) -> Path:
        return Path(self.facts["database"].removeprefix("sqlite:///")).parent

    def client(self, *, signed_in: bool = True) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.facts['api_key']}"} if signed_in else {}
        return httpx.Client(base_url=self.facts["api_url"], headers=headers)


@contextmanager
def running(*options: str) -> Iterator[Running]:
    """Start a sandbox with these options; it ends with the block."""
    with started(*SANDBOX, "--json", "--until-stdin-closes", *options, stderr=subprocess.PIPE) as server:
        yield Running(server.process, server.facts)


def refused(*options: str) -> tuple[int, str]:
    """Return the exit code and the complaint of a sandbox that does not start."""
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.stdout == ""
    return done.returncode, done.stderr
