"""A mistake of the user costs one line that says what to do, and exit code 4."""

import re
import subprocess
import sys

import pytest

from selftest.support.processes import ROOT, Verify

STAGING = {"SERVIO_EMAIL": "tester@example.com", "SERVIO_PASSWORD": "correct horse"}


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (["--env", "nowhere"], {}, "unknown environment 'nowhere'"),
        ([], {"SERVIO_ENV": "nowhere"}, "unknown environment 'nowhere'"),
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
