"""A mistake of the user costs one line that says what to do, and exit code 4."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from selftest.support.processes import ROOT, Verify
from selftest.support.project import Project, Suite

STAGING = {"SERVIO_EMAIL": "tester@example.com", "SERVIO_PASSWORD": "correct horse"}


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (["--env", "nowhere"], {}, "unknown environment 'nowhere'"),
        ([], {"SERVIO_ENV": "nowhere"}, "unknown environment 'nowhere'"),
        ([], {"SERVIO_ENV": ""}, "SERVIO_ENV or --env is empty"),
        (["--expect-build", " "], {}, "argument --expect-build: it is empty"),
        (["--env", "staging"], {}, "no SERVIO_EMAIL"),
        (["--env", "local"], {"SERVIO_WEB_URL": "http://127.0.0.1:1"}, "no api_url"),
        (["--env", "production", "--fault", "home-500"], {}, "--fault is for the sandbox"),
        (["--fault", "hom-500"], {}, "home-500"),
        (["-m", "smok", "--env", "staging"], STAGING, "Unknown marker in '-m' expression: smok; did you mean smoke?"),
        (["-m", "not smok", "-n", "1"], STAGING, "Unknown marker in '-m' expression: smok"),
        (["--wait", "soon"], {}, "--wait: 'soon' is no number of seconds"),
        (["--profile", "nothing"], {}, "ERROR: unknown profile 'nothing'; known: arrivals, ordering, quick"),
        (["--wait", "nan"], {}, "--wait: 'nan' is no number of seconds"),
        (["--wait", "-1"], {}, "--wait: '-1' is no number of seconds"),
        (["-p", "no:allure_pytest"], {}, "the plugin allure_pytest is needed"),
        (["-p", "no:playwright"], {}, "the plugin playwright is needed"),
        (["--alluredir=/dev/null/x"], {}, "ERROR: cannot write --alluredir /dev/null/x: Not a directory"),
        (["--log-file=/dev/null/x.log"], {}, "ERROR: cannot write --log-file /dev/null/x.log: File exists"),
        (["--output=/dev/null/x"], {}, "ERROR: cannot write --output /dev/null/x: Not a directory"),
        (["--timeout-method=thread"], {}, "ERROR: --timeout-method=thread ends the whole run at the first check"),
        (["-o", "timeout_method=thread"], {}, "ERROR: --timeout-method=thread ends the whole run at the first check"),
        (["--import-mode=append"], {}, "ERROR: --import-mode=append: files of two tiers have one name"),
        ([], {"SERVIO_SANDBOX": "--dealy 1"}, "ERROR: the sandbox does not start: unrecognized arguments: --dealy 1 ("),
        ([], {"ALL_PROXY": "socks5://127.0.0.1:9"}, "ALL_PROXY: Using SOCKS proxy"),
        ([], {"HTTP_PROXY": "gopher://127.0.0.1:9"}, "correct it or unset it"),
    ],
)
def test_a_mistake_costs_one_line_and_exit_code_4(
    verify: Verify, arguments: list[str], settings: dict[str, str], said: str
) -> None:
    ended = verify("-m", "smoke", *arguments, **settings)
    assert ended.code == 4
    assert said in ended.output
    assert "Traceback" not in ended.output
    assert "INTERNALERROR" not in ended.output


@pytest.mark.parametrize("program", [["conftest.py"], ["-m", "servio_verify.cli", "run"]], ids=["pytest", "ours"])
def test_a_python_without_our_packages_is_no_no_go(clean_environ: dict[str, str], program: list[str]) -> None:
    command = [sys.executable, "-S", *program]  # as `python3 -m pytest` has it, outside of the virtual environment
    ended = subprocess.run(command, cwd=ROOT, env=clean_environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 4
    assert re.fullmatch(r"(ERROR|servio-verify): \S+ has no .*: .*`make browser`, then \.venv/bin/\S+\n", ended.stderr)


def test_what_only_the_end_of_a_run_needs_is_missed_before_it_begins(clean_environ: dict[str, str]) -> None:
    command = [sys.executable, "-S", "conftest.py"]
    ended = subprocess.run(command, cwd=ROOT, env=clean_environ, capture_output=True, text=True, check=False)
    assert "jinja2" in ended.stderr


@pytest.mark.parametrize("program", [["pytest"], ["servio_verify.cli", "run"]], ids=["pytest", "ours"])
@pytest.mark.parametrize("closed", [(1,), (1, 2)], ids=["stdout", "both"])
def test_a_closed_output_takes_no_verdict_along(
    clean_environ: dict[str, str], healthy: dict[str, str], tmp_path: Path, program: list[str], closed: tuple[int, ...]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", *program, "-m", "smoke", "-k", "health"],
        cwd=ROOT,
        env=clean_environ | healthy,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.closerange(closed[0], closed[-1] + 1),
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    (verdict,) = (tmp_path / "runs").glob("*/verdict.json")
    assert json.loads(verdict.read_text())["verdict"] == "GO"


def test_the_last_line_names_the_mistake_in_a_pipe_too(
    clean_environ: dict[str, str], healthy: dict[str, str], tmp_path: Path, verify: Verify
) -> None:
    project = Project(tmp_path / "project", verify)
    project.write("def test_it(page): ...")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "--browser", "webkit"],
        cwd=project.folder,
        env=clean_environ
        | healthy
        | {"PYTHONPATH": str(ROOT), "PLAYWRIGHT_BROWSERS_PATH": "/nowhere", "PYTHONUNBUFFERED": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 4
    assert ended.stdout.strip().splitlines()[-1].startswith("ERROR: webkit is not installed"), ended.stdout


@pytest.mark.parametrize("plugin", ["logging", "junitxml", "stepwise", "cacheprovider"])
def test_a_plugin_of_pytest_s_may_be_left_out(suite: Suite, plugin: str) -> None:
    ended = suite("def test_it(): ...", "-p", f"no:{plugin}", tier="smoke")
    assert ended.code == 0, ended.output


def test_a_browser_that_is_named_twice_is_taken_once(suite: Suite) -> None:
    ended = suite("def test_it(page): ...", "--browser", "chromium", "--browser", "chromium", tier="smoke")
    assert ended.code == 0, ended.output
    assert "1 passed" in ended.output


def test_what_stepwise_left_out_is_named_so(suite: Suite) -> None:
    checks = "def test_good(): ...\ndef test_bad(): assert False\n"
    suite(checks, "--sw", tier="smoke")
    ended = suite(checks, "--sw", tier="smoke")
    assert ended.code == 1, ended.output
    said = "not covered: 1 checks that were not selected (--stepwise: what passed before the last failure)"
    assert said in ended.lines, ended.output


def limited(environ: dict[str, str], limits: tuple[int, int]) -> "subprocess.CompletedProcess[str]":
    """Run a part of smoke that may have so many open files, and may raise that to so many."""
    return subprocess.run(
        [sys.executable, "-m", "servio_verify.cli", "run", "-m", "smoke", "-k", "health"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limits),
        check=False,
    )


def test_too_few_open_files_are_told_at_once(clean_environ: dict[str, str], healthy: dict[str, str]) -> None:
    ended = limited(clean_environ | healthy, (64, 64))
    said = "ERROR: too few files may be open here: 64, and a run needs 128: raise the limit (ulimit -n 1024)"
    assert (ended.returncode, ended.stdout.strip()) == (4, said)


def test_too_few_that_may_be_raised_are_raised(clean_environ: dict[str, str], healthy: dict[str, str]) -> None:
    ended = limited(clean_environ | healthy, (64, 1024))
    assert ended.returncode == 0, ended.stdout


def test_a_mistake_that_nobody_reads_is_no_no_go(clean_environ: dict[str, str]) -> None:
    reads, writes = os.pipe()
    os.close(reads)  # `| head` has ended
    command = [sys.executable, "-m", "pytest", "--env", "nowhere"]
    ended = subprocess.run(command, cwd=ROOT, env=clean_environ, stdout=writes, stderr=writes, check=False)
    os.close(writes)
    assert ended.returncode == 4
