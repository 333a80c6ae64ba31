"""What the plugin promises about a run, tried on small suites of our own against a real sandbox."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from selftest.support.processes import ROOT, Verify
from selftest.support.project import Suite
from servio_verify.environments.model import SANDBOX_ACCOUNT


def test_the_folder_is_the_tier(suite: Suite) -> None:
    ended = suite("def test_good(): pass", "-m", "e2e")
    assert ended.verdict["passed"] == 1
    assert suite("def test_good(): pass", "-m", "smoke").code == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_run_without_a_single_pass_is_no_go_and_no_success(suite: Suite) -> None:
    ended = suite("def test_bad(): pytest.skip('nothing to see')")
    assert (ended.code, ended.verdict["verdict"]) == (10, "INCONCLUSIVE")
    assert "No check that decides ran to its end" in ended.output


def test_a_run_of_what_failed_the_last_time_says_so(suite: Suite) -> None:
    checks = 'def test_good(): pass\n\ndef test_mended(): assert os.environ.get("MENDED")'
    assert suite(checks).code == 1
    ended = suite(checks, "--lf", MENDED="1")
    assert (ended.code, "not covered: what did not fail the last time" in ended.output) == (0, True), ended.output


FULL = """
def test_full():
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))

def test_bad(): assert 1 == 2
"""


def test_a_disk_that_runs_full_is_a_line_and_no_no_go(suite: Suite) -> None:
    ended = suite(FULL)
    assert ended.code == 11, ended.output
    assert "INVALID: cannot write the run's folder: " in ended.output
    assert "INTERNALERROR" not in ended.output
    assert "Traceback" not in ended.output


def test_a_run_that_a_full_disk_ended_does_not_end_the_next_one(suite: Suite, tmp_path: Path) -> None:
    left = tmp_path / "runs" / "20261123t021012z-kqqcy5"
    left.mkdir(parents=True)
    (left / "target.json").touch()
    ended = suite("def test_good(): pass")
    assert ended.code == 0, ended.output


def test_a_report_that_cannot_be_written_is_told_before_the_checks(suite: Suite) -> None:
    ended = suite("def test_good(): pass", "--junitxml=/dev/null/junit.xml")
    assert ended.code == 4
    assert "ERROR: cannot write --junitxml /dev/null/junit.xml: " in ended.output


def test_a_project_that_was_not_found_is_told_with_what_to_do(verify: Verify, tmp_path: Path) -> None:
    ended = verify("--alluredir", str(tmp_path))
    assert ended.code == 4
    assert "run this in the project's folder, and write paths with a '=', like --alluredir=DIR" in ended.output


def test_a_run_that_is_led_elsewhere_says_so_first_and_last(suite: Suite) -> None:
    account = dict(zip(("SERVIO_EMAIL", "SERVIO_PASSWORD"), SANDBOX_ACCOUNT, strict=True))
    ended = suite("def test_good(web): pass", "--env", "staging", **account)
    line = "staging is led elsewhere: web_url is http://127.0.0.1:"
    assert f"servio: {line}" in ended.output
    assert ended.verdict["not_covered"][0].startswith(line), ended.output


def test_output_that_nobody_reads_changes_no_exit_code(healthy: dict[str, str], clean_environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", "-v", "tests/smoke/test_health.py"]
    environ = clean_environ | healthy
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run:
        assert run.stdout
        run.stdout.readline()
        run.stdout.close()
    assert run.returncode == 0


ONCE = """
tries = []
def test_it():
    tries.append(1)
    if len(tries) == 1:
        {fails}
"""


def test_only_what_a_network_can_cause_is_tried_again_and_reported_as_flaky(suite: Suite) -> None:
    flaky = suite(ONCE.format(fails="raise httpx.ConnectError('gone')"), "--reruns", "2")
    assert (flaky.code, flaky.verdict["flaky"]) == (0, ["tests/e2e/test_it.py::test_it"])
    assert "flaky: " in flaky.output


def test_a_broken_promise_is_not_tried_again(suite: Suite) -> None:
    assert suite(ONCE.format(fails="assert False, 'the total is wrong'"), "--reruns", "2").code == 1


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_a_browser_that_is_not_installed_costs_one_line(suite: Suite, workers: list[str]) -> None:
    ended = suite("def test_page(page): pass", "--browser", "webkit", *workers)
    assert ended.code == 4
    assert "webkit is not installed: run `playwright install webkit`" in ended.output
    assert "Traceback" not in ended.output


def test_the_run_s_folder_is_named_where_it_cannot_be_made(verify: Verify, tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way")
    ended = verify("-m", "smoke")
    assert ended.code == 4
    assert "cannot write the run's folder" in ended.output
    assert stat.S_ISREG((tmp_path / "runs").stat().st_mode)


FIXTURE_ENDS_BADLY = """
from servio_verify.run.abort import request_abort

@pytest.fixture(scope="session")
def thing(web):
    yield
    raise httpx.ConnectError("gone")

def test_stops(thing, run): request_abort(run.folder, "stopped")

def test_never_runs(thing): pass
"""


def test_a_fixture_that_ends_badly_keeps_nobody_from_the_verdict(suite: Suite) -> None:
    ended = suite(FIXTURE_ENDS_BADLY)
    assert (ended.code, ended.verdict["verdict"]) == (10, "INCONCLUSIVE"), ended.output
    assert "after the checks: ConnectError: gone" in ended.output
    assert "Traceback" not in ended.output


def test_all_checks_can_be_listed_without_a_target(verify: Verify) -> None:
    ended = verify("--collect-only", "-q", "--env", "staging", SERVIO_EMAIL="", SERVIO_PASSWORD="")
    assert ended.code == 0, ended.output
    assert {line.split("/")[1] for line in ended.lines if line.startswith("tests/")} == {
        "smoke",
        "infra",
        "e2e",
        "load",
    }
