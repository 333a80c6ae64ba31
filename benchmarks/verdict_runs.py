"""One run of the smoke tier against a healthy target, and what became of many."""

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.healthy_targets import Target
from selftest.support.processes import ROOT
from selftest.support.styles import project_for
from servio_verify.environments.handover import overrides
from servio_verify.environments.own.sandbox import Sandbox

RUN_SECONDS = 240


@dataclass(frozen=True)
class Ended:
    """How a run ended: its verdict (or exit code), seconds, and the first reason."""

    verdict: str
    seconds: float
    reason: str = ""


@dataclass
class Tally:
    """Runs against one target."""

    ended: list[Ended] = field(default_factory=list)

    def add(self, ended: Ended) -> None:
        """Count one more."""
        self.ended.append(ended)

    @property
    def runs(self) -> int:
        """How many there were."""
        return len(self.ended)

    @property
    def wrong(self) -> int:
        """How many did not end with GO."""
        return sum(1 for ended in self.ended if ended.verdict != "GO")

    @property
    def median(self) -> float:
        """Median of the seconds."""
        return statistics.median(ended.seconds for ended in self.ended) if self.ended else 0.0


def smoke(target: Target, folder: Path) -> Ended:
    """Start the target, run smoke against it in a project of its own, and stop the target."""
    project = project_for(folder / "project", *target.styles)
    places = {"SERVIO_RUNS": str(folder / "runs"), "SERVIO_STATE": str(folder / "state"), "PYTHONPATH": str(ROOT)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SERVIO_", "NEXT_PUBLIC_"))}
    styles = [part for style in target.styles for part in ("--style", style)]
    with target.through(folder) as placed, Sandbox([*styles, *target.options, *placed.options]) as sandbox:
        settings = dict(overrides(sandbox.addresses())) | placed.settings
        begun = time.monotonic()
        try:
            ended = subprocess.run(
                [sys.executable, "-m", "pytest", "-m", "smoke", "--env", "local", *target.arguments],
                cwd=project,
                env=kept | places | settings,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=RUN_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Ended("no verdict", time.monotonic() - begun, f"not done after {RUN_SECONDS} s")
    seconds = time.monotonic() - begun
    found = list((folder / "runs").glob("*/verdict.json"))
    if not found:
        return Ended(f"exit {ended.returncode}", seconds, (ended.stdout.strip().splitlines() or [""])[-1][:160])
    told = json.loads(found[0].read_text())
    return Ended(told["verdict"], seconds, (told["reasons"] or [""])[0][:160])
