"""The workflows and their scripts."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from selftest.support.processes import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))

SCRIPTS = ROOT / ".github/scripts"

BIN = Path(sys.executable).parent


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in read(path)["jobs"].values():
        yield from job.get("steps", [])
