"""What the workflows promise beyond what a linter sees; their scripts run for real."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from selftest.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SCRIPTS = ROOT / ".github/scripts"
BIN = Path(sys.executable).parent
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in read(path)["jobs"].values():
        yield from job.get("steps", [])


@every_workflow
def test_each_action_is_pinned_by_its_commit_and_names_its_version(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", re.sub(r"(?m)^#.*", "", path.read_text()))
    assert used
    for what, comment in used:
        if not what.startswith("./"):
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", what), what
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{what}{comment}"


@every_workflow
def test_each_job_has_no_more_rights_than_it_says_and_ends(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        rights = set(job["permissions"].items())
        assert rights <= {("contents", "read"), ("id-token", "write")}, name
        assert ("id-token", "write") not in rights or "configure-aws-credentials" in str(job), name
        assert "uses" in job or job["timeout-minutes"] <= 90, name


@every_workflow
def test_no_input_becomes_part_of_a_script(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@every_workflow
def test_a_checkout_leaves_no_token_behind(path: Path) -> None:
    checkouts = [step for step in steps(path) if "actions/checkout@" in step.get("uses", "")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_runs_on_an_environment_wait_for_each_other_and_no_caller_waits_for_what_it_calls() -> None:
    groups = {path.stem: read(path)["concurrency"]["group"] for path in WORKFLOWS}
    assert groups["verify"].replace("${{ inputs.environment }}", "staging") == groups["nightly"]
    assert {groups["deploy-staging"], groups["performance"]}.isdisjoint({groups["verify"], groups["nightly"]})
    assert [path.stem for path in WORKFLOWS if read(path)["concurrency"]["cancel-in-progress"]] == ["ci"]


def test_the_shards_of_the_night_run_every_journey_once() -> None:
    shards = read(ROOT / ".github/workflows/nightly.yml")["jobs"]["journeys"]["strategy"]["matrix"]["include"]
    files = [file for shard in shards for file in shard["files"].split()]
    assert sorted(files) == sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/e2e/test_*.py"))
    (merging,) = [
        step["run"] for step in steps(ROOT / ".github/workflows/nightly.yml") if "verify verdict" in str(step)
    ]
    assert f"--runs {len(shards)} " in merging  # a shard that left no verdict must leave no GO


def test_what_the_workflows_call_exists() -> None:
    texts = [path.read_text() for path in (*WORKFLOWS, ROOT / "deploy/gitlab-ci.yml", *SCRIPTS.iterdir())]
    called = set(re.findall(r"servio-verify (\w+)", "\n".join(texts))) - {"file"}
    told = subprocess.run([BIN / "servio-verify", "--help"], capture_output=True, text=True, check=True)
    assert called == {"verdict", "report", "sweep"}
    assert called <= set(re.findall(r"^ {4}(\w+)", told.stdout, re.MULTILINE))
    assert set(re.findall(r"\.github/scripts/\w+\.sh", "\n".join(texts))) == {
        str(path.relative_to(ROOT)) for path in SCRIPTS.iterdir()
    }


def test_only_what_is_no_go_is_rolled_back_without_a_person() -> None:
    jobs = read(ROOT / ".github/workflows/deploy-staging.yml")["jobs"]
    assert "verdict != 'GO'" in jobs["roll-back"]["if"]
    at_once, person = jobs["roll-back"]["environment"].split(" && ")
    assert (
        at_once.removeprefix("${{ ") == "(needs.verify.outputs.verdict == 'NO-GO' || needs.deploy.result == 'failure')"
    )
    assert person == "'staging' || 'staging-roll-back' }}"


def test_the_gitlab_example_verifies_with_the_same_script_and_keeps_the_evidence() -> None:
    jobs = yaml.safe_load((ROOT / "deploy/gitlab-ci.yml").read_text())
    verify = jobs["verify staging"]
    assert ".github/scripts/verify.sh" in verify["script"]
    assert (verify["artifacts"]["when"], verify["resource_group"]) == ("always", jobs["roll back"]["resource_group"])


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


def test_an_unknown_tier_is_refused(suite: Path, clean_environ: dict[str, str]) -> None:
    told = clean_environ | {"ENVIRONMENT": "local", "TIERS": "smoke all"}
    ended = subprocess.run([SCRIPTS / "verify.sh"], cwd=suite, env=told, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (4, "unknown tier 'all': smoke, e2e and load are known\n")


AWS = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
  *services-stable*) exit 0 ;;
  *describe-services*) cat "$RUNNING" ;;
  *update-service*) [ -n "$UNDONE" ] || printf '%s\\n' "$8" > "$RUNNING" ;;
  *describe-task-definition*) echo '{"family": "servio", "revision": 7, "containerDefinitions": [{"image": "old"}]}' ;;
  *register-task-definition*) echo servio:8 ;;
esac
"""


@pytest.mark.parametrize("undone", ["", "yes"])
def test_a_release_registers_the_image_and_waits_until_it_runs(tmp_path: Path, undone: str) -> None:
    aws, calls, running = tmp_path / "aws", tmp_path / "calls", tmp_path / "running"
    aws.write_text(AWS)
    aws.chmod(0o755)
    running.write_text("servio:7\n")
    told = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "CALLS": str(calls), "RUNNING": str(running), "UNDONE": undone}
    ended = subprocess.run(
        [SCRIPTS / "ecs.sh", "release", "new"],
        env=told | {"CLUSTER": "c", "SERVICE": "s"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == (1 if undone else 0), ended.stderr
    registered = next(line for line in calls.read_text().split("ecs ") if line.startswith("register"))
    assert '"image": "new"' in registered
    assert "revision" not in registered
    assert "wait services-stable" in calls.read_text()
    assert ("the roll-out was undone" in ended.stderr) == bool(undone)
