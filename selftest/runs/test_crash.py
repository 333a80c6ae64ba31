"""An interpreter that dies: INVALID in the run's folder and in one line, its stack is kept, what it made is swept."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from selftest.support.command import servio_verify
from selftest.support.processes import ROOT, Outcome, Verify
from selftest.support.project import Project
from servio_verify.environments.model import SANDBOX_ACCOUNT

DIES = """
import signal

def test_it(api):
    api.make_venue()
    os.kill(os.getpid(), signal.SIGSEGV)
"""
DIES_EARLY = "import signal\nos.kill(os.getpid(), signal.SIGSEGV)\n"
DIES_LATE = """
import atexit, signal

def test_it():
    atexit.register(os.kill, os.getpid(), signal.SIGSEGV)
"""
CANARY = "correct-horse-7731"

Watched = Callable[..., Outcome]


@pytest.fixture
def watched(clean_environ: dict[str, str], healthy: dict[str, str], tmp_path: Path, verify: Verify) -> Watched:
    """Run checks given as a text as `make smoke` does: by `servio-verify run`."""
    project = Project(tmp_path / "project", verify)

    def run(checks: str, *arguments: str, **settings: str) -> Outcome:
        project.write(checks)
        command = [sys.executable, "-m", "servio_verify.cli", "run", "-m", "smoke", *arguments]
        ended = subprocess.run(
            command,
            cwd=project.folder,
            env=clean_environ | healthy | {"PYTHONPATH": str(ROOT)} | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        return Outcome(ended.returncode, ended.stdout, tmp_path / "runs")

    return run


@pytest.fixture
def venues(healthy: dict[str, str]) -> Iterator[Callable[[], list[str]]]:
    """The names of all venues that runs made on the target."""
    email, password = SANDBOX_ACCOUNT
    with httpx.Client(base_url=f"{healthy['SERVIO_API_URL']}/api/v1") as client:
        token = client.post("/auth/login", json={"email": email, "password": password}).json()["data"]["token"]
        client.headers["Authorization"] = f"Bearer {token}"

        def names() -> list[str]:
            found: list[dict[str, Any]] = client.get("/venues", params={"search": "sv-", "limit": 100}).json()["data"]
            return [venue["name"] for venue in found]

        yield names


def line_of(ended: Outcome) -> str:
    (line,) = [line for line in ended.lines if line.startswith("INVALID: ")]
    return line


def test_a_dead_controller_is_invalid_in_one_line_and_in_its_folder(watched: Watched, healthy: dict[str, str]) -> None:
    ended = watched(DIES)
    assert ended.code == 11, ended.output
    assert line_of(ended).startswith("INVALID: The run ended without a verdict: its process died (SIGSEGV); see ")
    assert line_of(ended).endswith(ended.run.name)
    verdict = ended.verdict
    assert (verdict["verdict"], verdict["exit_code"], verdict["run"]) == ("INVALID", 11, ended.run.name)
    assert (verdict["environment"], verdict["api_url"]) == ("local", healthy["SERVIO_API_URL"])
    assert verdict["attestation"]["build"]
    assert verdict["reasons"] == ["The run ended without a verdict: its process died (SIGSEGV)"]
    assert "test_it" in (ended.run / "crash-main.txt").read_text()
    assert (ended.run / "summary.html").is_file()


def test_a_dead_run_keeps_no_secret_and_its_stack(watched: Watched) -> None:
    ended = watched(f"value = {CANARY!r}\n{DIES}", STRIPE_SECRET_KEY=CANARY)
    assert ended.code == 11, ended.output
    assert not list(ended.run.glob("shared-*"))
    assert not list(ended.run.glob("known-*"))
    assert not [path for path in ended.run.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


def test_what_a_dead_run_had_made_is_swept_by_the_next_one(
    watched: Watched, venues: Callable[[], list[str]], verify: Verify, healthy: dict[str, str]
) -> None:
    ended = watched(DIES)
    left = [name for name in venues() if ended.run.name in name]
    assert len(left) == 1
    assert "GO for local" in verify("-m", "smoke", "-k", "home_page_answers", **healthy).output
    assert not set(left) & set(venues())


def test_a_dead_worker_leaves_its_stack_and_a_verdict(watched: Watched) -> None:
    ended = watched(DIES, "-n", "2")
    assert ended.code == 10, ended.output
    assert "a worker process crashed" in ended.verdict["reasons"][0]
    (stack,) = ended.run.glob("crash-gw*.txt")
    assert "test_it" in stack.read_text()


def test_a_controller_that_dies_before_the_checks_says_so(watched: Watched) -> None:
    ended = watched(DIES_EARLY)
    assert ended.code == 11, ended.output
    assert "its process died (SIGSEGV); see " in line_of(ended)
    assert ended.verdict["verdict"] == "INVALID"


def test_a_process_that_dies_after_its_verdict_is_not_go(watched: Watched) -> None:
    ended = watched(DIES_LATE)
    assert ended.code == 11, ended.output
    assert "died (SIGSEGV) after it had said GO; see " in line_of(ended)
    assert (ended.verdict["verdict"], ended.verdict["passed"]) == ("INVALID", 1)


def test_no_verdict_behind_a_zero_is_invalid(watched: Watched) -> None:
    ended = watched("import pathlib\n\ndef test_it(run):\n    os._exit(0)")
    assert ended.code == 11, ended.output
    assert "The run ended without a verdict: its process died (exit code 0)" in line_of(ended)


@pytest.mark.parametrize(
    ("checks", "arguments", "code"),
    [
        ("def test_good(): pass", [], 0),
        ("def test_bad(): assert 1 == 2", [], 1),
        ("def test_good(): pytest.skip('nothing to see')", [], 10),
        ("def test_good(): pass", ["--env", "nowhere"], 4),
        ("def test_good(): pass", ["-k", "nothing"], 5),
        ("def test_good(): pass", ["--version"], 0),
    ],
)
def test_the_exit_code_of_a_run_that_ended_passes_through(
    watched: Watched, checks: str, arguments: list[str], code: int
) -> None:
    ended = watched(checks, *arguments)
    assert ended.code == code, ended.output
    assert "INVALID" not in ended.output


def test_a_run_without_a_verdict_is_invalid_unless_help_was_asked_for(watched: Watched) -> None:
    ended = watched("def test_good(): pass", "--collect-only")
    assert ended.code == 11, ended.output
    assert "INVALID: The run ended without a verdict: pytest ran no check and ended with " in line_of(ended)


def test_an_exit_code_that_is_not_the_verdict_s_is_invalid(watched: Watched) -> None:
    ended = watched("import atexit\n\ndef test_it(): atexit.register(os._exit, 1)")
    assert ended.code == 11, ended.output
    assert "ended with 1 after it had said GO; see " in line_of(ended)


def test_python_without_assertions_is_invalid(watched: Watched) -> None:
    ended = watched("def test_good(): pass", PYTHONOPTIMIZE="1")
    assert ended.code == 11, ended.output
    assert line_of(ended).startswith("INVALID: Nothing was checked: Python leaves assertions out here")


def test_so_it_is_where_the_sandbox_has_not_been_started_yet(verify: Verify) -> None:
    ended = verify("-m", "smoke", "-k", "health", PYTHONOPTIMIZE="1")
    assert ended.code == 11, ended.output
    assert "INVALID: Nothing was checked: Python leaves assertions out here" in ended.output
    assert "INTERNALERROR" not in ended.output


def test_the_wrong_folder_is_named(clean_environ: dict[str, str], tmp_path: Path) -> None:
    ended = servio_verify(tmp_path, clean_environ, "run", "-m", "smoke")
    said = f"servio-verify: there is no pytest.ini in {tmp_path}: run this in the project's folder\n"
    assert (ended.returncode, ended.stderr) == (4, said)


def test_the_help_of_a_run_has_our_options(clean_environ: dict[str, str], tmp_path: Path) -> None:
    ended = servio_verify(tmp_path, clean_environ, "run", "--help")
    assert ended.returncode == 0
    for option in ("--env NAME", "--expect-build SHA", "--wait SECONDS", "-k EXPRESSION"):
        assert option in ended.stdout


def test_a_variable_that_lets_no_check_run_is_refused(verify: Verify) -> None:
    ended = verify("-m", "smoke", PYTEST_ADDOPTS="--collect-only")
    assert ended.code == 4
    assert "ERROR: PYTEST_ADDOPTS holds --collect-only: no check would run; unset it" in ended.lines


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["-k", "nothing"], 5)], ids=["with", "without a verdict"])
def test_a_run_that_ended_leaves_neither_word_nor_stack_of_a_death(
    watched: Watched, arguments: list[str], code: int
) -> None:
    ended = watched("def test_good(): pass", *arguments)
    assert ended.code == code
    assert not list(ended.run.glob("crash-*"))
    files = [json.loads(path.read_text())["verdict"] for path in ended.run.glob("verdict.json")]
    assert files == ["GO"][: not code]


def test_the_variable_of_the_run_reaches_no_check(watched: Watched) -> None:
    assert watched("def test_it(): assert 'SERVIO_RUN_ID' not in os.environ").code == 0
    assert "SERVIO_RUN_ID" not in os.environ
