"""One run at a time, where an environment asks for it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from selftest.support.processes import ROOT, Verify
from selftest.support.project import Project
from servio_verify.run.polling import wait_until

HOLDING = "def test_long():\n    from servio_verify.run.polling import wait_until\n    wait_until(lambda: False, 60)\n"
EXCLUSIVE = {"SERVIO_EXCLUSIVE": "true"}


@pytest.fixture
def project(tmp_path: Path, verify: Verify, healthy: dict[str, str]) -> Project:
    """A project against one healthy sandbox: a lock is about a target."""
    assert healthy
    return Project(tmp_path / "project", verify)


@pytest.fixture
def other_run(
    project: Project, clean_environ: dict[str, str], healthy: dict[str, str], tmp_path: Path
) -> "subprocess.Popen[bytes]":
    """A run that has the target and goes on."""
    project.write(HOLDING)
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q"],
        cwd=project.folder,
        env=clean_environ | healthy | EXCLUSIVE | {"SERVIO_RUNS": str(tmp_path / "other"), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert wait_until(lambda: list((tmp_path / "other").glob("*/samples.jsonl")) or holders(tmp_path), 120)
    return process


def holders(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "state" / "locks").glob("*.json"))


def end(process: "subprocess.Popen[bytes]", how: signal.Signals) -> None:
    os.kill(process.pid, how)
    process.wait(120)


def test_a_second_run_says_who_has_the_target(
    project: Project, other_run: "subprocess.Popen[bytes]", healthy: dict[str, str]
) -> None:
    ended = project.run("--wait", "0", **healthy, **EXCLUSIVE)
    end(other_run, signal.SIGINT)
    assert (ended.code, ended.verdict["verdict"]) == (10, "INCONCLUSIVE"), ended.output
    assert "local is being verified by run 2" in ended.output
    assert f"(process {other_run.pid} of " in ended.output


def test_where_nobody_asks_for_it_runs_go_side_by_side(
    project: Project, other_run: "subprocess.Popen[bytes]", healthy: dict[str, str]
) -> None:
    project.write("def test_good(web): pass\n")
    ended = project.run("--wait", "0", **healthy)
    end(other_run, signal.SIGINT)
    assert ended.code == 0, ended.output


def test_the_lock_of_a_killed_run_is_taken_over_with_a_line(
    project: Project, other_run: "subprocess.Popen[bytes]", healthy: dict[str, str], tmp_path: Path
) -> None:
    end(other_run, signal.SIGKILL)
    assert json.loads(holders(tmp_path)[0].read_text())["pid"] == other_run.pid
    project.write("def test_good(web): pass\n")
    ended = project.run("--wait", "0", **healthy, **EXCLUSIVE)
    assert ended.code == 0, ended.output
    assert "took over the lock of run 2" in ended.output
    assert holders(tmp_path) == []
