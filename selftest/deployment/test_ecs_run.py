"""The whole way in one command: a deployment waits, the checks run for real, and their verdict is told."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from selftest.deployment.conftest import Gate, verdict_of
from selftest.support import forked_run
from selftest.support.aws.look import settings_for
from selftest.support.aws.paused import BUILD as BUILT
from selftest.support.aws.paused import DIGEST
from selftest.support.processes import ROOT, Verify
from selftest.support.project import Project
from selftest.support.results import BUILD
from servio_verify.cli.main import main
from servio_verify.results.verdict import Verdict

STAGING = 'build = "header:X-Servio-Build"\nsays_environment = "sandbox"\n'


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(gate: Gate, verify: Verify, clean_environ: dict[str, str], tmp_path: Path) -> Run:
    """Run the command in a project with one check, on a staging at these addresses."""
    project = Project(tmp_path / "project", verify)
    project.write("def test_it():\n    assert True\n", "smoke")
    (project.folder / "dies.py").write_text("import os\n\nos.kill(os.getpid(), 9)\n")

    def run(addresses: dict[str, str], *more: str) -> "subprocess.CompletedProcess[str]":
        told = "".join(f"{key} = {json.dumps(value)}\n" for key, value in addresses.items())
        (project.folder / "environments/staging.toml").write_text(told + STAGING)
        return forked_run.run(
            "servio_verify.cli",
            *("gate", "ecs", "run", "--env", "staging", "--expect-digest", DIGEST, "--"),
            *("-m", "smoke", "--wait", "5", "--expect-build", BUILD, *more),
            folder=project.folder,
            environ=clean_environ | settings_for(gate.front) | {"PYTHONPATH": f"{ROOT}:{project.folder}"},
            timeout=120,
            stderr=forked_run.MERGED,
        )

    return run


def test_a_run_is_answered_by_its_verdict(gate: Gate, run: Run, healthy: dict[str, str]) -> None:
    ended = run({key: healthy[f"SERVIO_{key.upper()}"] for key in ("web_url", "api_url")})
    assert (gate.told, ended.returncode) == (["CONTINUE"], 0), ended.stdout
    first, *_, last = ended.stdout.splitlines()
    assert "of servio-staging-app:8 waits at POST_TEST_TRAFFIC_SHIFT until" in first
    assert last == f"{gate.ecs.name} was told CONTINUE after GO"


@pytest.mark.parametrize("more", [("-p", "dies"), ("--help",)])
def test_what_ends_without_a_verdict_tells_nothing(gate: Gate, run: Run, more: tuple[str, ...]) -> None:
    ended = run({"web_url": "https://staging.example.com", "api_url": "https://api.staging.example.com"}, *more)
    assert (gate.told, ended.returncode) == ([], 11), ended.stdout
    assert f"{gate.ecs.name} was told nothing: the run ended with" in ended.stdout.splitlines()[-1]


@pytest.mark.parametrize(("code", "ends"), [(11, 11), (2, 2), (130, 130), (0, 0)])
def test_a_run_that_ended_otherwise_than_its_verdict_says_tells_nothing(gate: Gate, code: int, ends: int) -> None:
    """Only where a full disk keeps the post-mortem from its file: no run of ours does so by itself."""

    def ended(arguments: list[str], run_id: str) -> int:
        assert arguments == ["--env", "staging", "--expect-build", BUILT, "-m", "smoke"]
        gate.keep(verdict_of(Verdict.GO), f"runs/{run_id}/verdict.json")
        return code

    gate.patch.setattr("servio_verify.cli.commands.run.verify", ended)
    arguments = ["--env", "staging", "--expect-build", BUILT, "--expect-digest", DIGEST, "--", "-m", "smoke"]
    assert main(["gate", "ecs", "run", *arguments]) == ends
    assert gate.told == (["CONTINUE"] if code == 0 else [])
