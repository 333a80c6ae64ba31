"""The scripts of the workflows, run for real."""

import subprocess
from pathlib import Path

import pytest

from selftest.ci.workflow_files import BIN, SCRIPTS
from selftest.support.processes import ROOT


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A checkout of this suite in which the script may write."""
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / ".venv").symlink_to(BIN.parent)
    for name in ("conftest.py", "pytest.ini", "environments", "tests", "servio_verify", "servio_sandbox"):
        (folder / name).symlink_to(ROOT / name)
    return folder


DEAD = {"SERVIO_WEB_URL": "http://127.0.0.1:9", "SERVIO_API_URL": "http://127.0.0.1:9", "WAIT": "0"}


@pytest.mark.parametrize(
    ("settings", "arguments", "code", "verdict"),
    [
        ({}, ["-k", "health"], 0, "GO"),
        ({"WAIT": "1"}, ["-k", "health", "--fault", "web-health-500"], 1, "NO-GO"),
        (DEAD, [], 10, "INCONCLUSIVE"),
        ({"EXPECT_BUILD": "0123456789", "WAIT": "0"}, [], 11, "INVALID"),
        ({"ENVIRONMENT": "nowhere"}, [], 4, "ERROR"),
    ],
)
def test_the_script_tells_the_job_its_verdict(
    suite: Path, clean_environ: dict[str, str], settings: dict[str, str], arguments: list[str], code: int, verdict: str
) -> None:
    told = {"ENVIRONMENT": "local", "TIERS": "smoke", "GITHUB_OUTPUT": str(suite / "output")}
    told |= {"GITHUB_STEP_SUMMARY": str(suite / "summary.md")}
    ended = subprocess.run(
        [SCRIPTS / "verify.sh", *arguments],
        cwd=suite,
        env=clean_environ | told | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (suite / "output").read_text() == f"verdict={verdict}\n", ended.stdout + ended.stderr
    assert ended.returncode == code
    if verdict != "ERROR":
        assert (suite / "summary.md").read_text().count(f"{verdict} for local") == 1


def test_a_tier_that_dies_leaves_no_word_to_the_tier_before(suite: Path, clean_environ: dict[str, str]) -> None:
    (suite / ".venv").unlink()
    (suite / ".venv/bin").mkdir(parents=True)
    (suite / ".venv/bin/servio-verify").symlink_to(BIN / "servio-verify")
    dies = f'#!/bin/sh\ncase "$*" in *"-m e2e"*) exit 1 ;; esac\nexec {BIN}/python "$@"\n'
    (suite / ".venv/bin/python").write_text(dies)
    (suite / ".venv/bin/python").chmod(0o755)
    told = {"ENVIRONMENT": "local", "TIERS": "smoke e2e", "GITHUB_OUTPUT": str(suite / "output")}
    command = [str(SCRIPTS / "verify.sh"), "-k", "health"]
    ended = subprocess.run(command, cwd=suite, env=clean_environ | told, capture_output=True, check=False, timeout=120)
    assert list(suite.glob("runs/smoke/*/verdict.json"))
    assert ((suite / "output").read_text(), ended.returncode) == ("verdict=ERROR\n", 1)


def test_no_tier_at_all_is_no_go(suite: Path, clean_environ: dict[str, str]) -> None:
    told = clean_environ | {"ENVIRONMENT": "local", "TIERS": "", "GITHUB_OUTPUT": str(suite / "output")}
    ended = subprocess.run([SCRIPTS / "verify.sh"], cwd=suite, env=told, check=False)
    assert ((suite / "output").read_text(), ended.returncode) == ("verdict=ERROR\n", 4)


def test_an_unknown_tier_is_refused(suite: Path, clean_environ: dict[str, str]) -> None:
    told = clean_environ | {"ENVIRONMENT": "local", "TIERS": "smoke all"}
    ended = subprocess.run([SCRIPTS / "verify.sh"], cwd=suite, env=told, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (4, "unknown tier 'all': smoke, e2e, load and infra are known\n")
