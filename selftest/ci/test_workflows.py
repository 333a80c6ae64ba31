"""What the workflows promise beyond what a linter sees."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from selftest.ci.workflow_files import SCRIPTS, WORKFLOWS, read, steps
from selftest.support.processes import ROOT
from servio_verify.cli import main as cli

every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


@every_workflow
def test_each_action_is_pinned_by_its_commit_and_names_its_version(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", re.sub(r"(?m)^#.*", "", path.read_text()))
    assert used
    for what, comment in used:
        if not what.startswith("./"):
            assert re.fullmatch(r"[\w-]+(/[\w-]+)+@[0-9a-f]{40}", what), what
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{what}{comment}"


def test_staging_is_deployed_from_the_branches_that_the_staging_document_names() -> None:
    workflow: dict[Any, Any] = read(ROOT / ".github/workflows/deploy-staging.yml")
    assert workflow[True]["push"]["branches"] == ["main", "develop"]  # YAML 1.1 reads `on` as true


@every_workflow
def test_each_job_has_no_more_rights_than_it_says_and_ends(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        rights = set(job["permissions"].items())
        rights -= {("pull-requests", "write")} if runs_nothing_of_the_pull_request(job) else set()
        assert rights <= {("contents", "read"), ("id-token", "write"), ("actions", "read")}, name
        assert ("actions", "read") not in rights or "ask.sh" in str(job), name
        assert ("id-token", "write") not in rights or "configure-aws-credentials" in str(job), name
        assert "uses" in job or job["timeout-minutes"] <= 90, name


def runs_nothing_of_the_pull_request(job: dict[str, Any]) -> bool:
    """Whether what a job does is in the workflow alone, so that it may write where pull requests reach it."""
    return "checkout@" not in str(job) and "id-token" not in job["permissions"]


@every_workflow
def test_no_pull_request_of_a_fork_gets_credentials(path: Path) -> None:
    """GitHub gives a fork none; where a repository says otherwise, the job still does not run."""
    triggers, _, _ = path.read_text().partition("permissions:")
    assert "pull_request_target:" not in triggers
    if "  pull_request:" in triggers:
        for name, job in read(path)["jobs"].items():
            if "id-token" in job["permissions"] or "secrets." in str(job):
                same = "github.event.pull_request.head.repo.full_name == github.repository"
                assert same in job["if"] or "github.event_name != 'pull_request'" in job["if"], name


@every_workflow
def test_no_input_becomes_part_of_a_script(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@every_workflow
def test_a_checkout_leaves_no_token_behind(path: Path) -> None:
    checkouts = [step for step in steps(path) if "actions/checkout@" in step.get("uses", "")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_runs_on_an_environment_wait_for_each_other_and_no_caller_waits_for_what_it_calls() -> None:
    groups = {path.stem: re.sub(r"\${{.*}}", "staging", read(path)["concurrency"]["group"]) for path in WORKFLOWS}
    assert {groups[name] for name in ("verify", "nightly", "gate", "data")} == {"servio-verify-staging"}
    assert {groups["deploy-staging"], groups["performance"]}.isdisjoint({groups["verify"], groups["nightly"]})
    assert [path.stem for path in WORKFLOWS if read(path)["concurrency"]["cancel-in-progress"]] == ["ci"]
    waiting = {path.stem for path in WORKFLOWS if read(path)["concurrency"].get("queue") == "max"}
    every = {"verify", "nightly", "performance", "gate", "data"}
    assert waiting == every, "one that waits would cancel another that waits"


def test_what_is_kept_between_runs_is_kept_of_a_red_one_too() -> None:
    for path in WORKFLOWS:
        kept = [step for step in steps(path) if "actions/cache" in step.get("uses", "")]
        of_another = "clean-up.json" if path.stem != "data" else ""  # data.yml's, which others only read
        caching = [step for step in kept if step["with"]["path"] != of_another]
        restoring, saving = caching[::2], caching[1::2]
        for before, after in zip(restoring, saving, strict=True):
            assert ("/restore@" in before["uses"], "/save@" in after["uses"]) == (True, True)
            assert before["with"]["key"] == after["with"]["key"]
            assert "!cancelled()" in after["if"]


def test_whatever_fails_of_staging_s_data_is_told() -> None:
    for name, job in read(ROOT / ".github/workflows/data.yml")["jobs"].items():
        last = job["steps"][-1]
        assert ("failure()" in last["if"], "tell.sh" in last["run"]) == (True, True), name


def test_the_shards_of_the_night_run_every_journey_once() -> None:
    nightly = ROOT / ".github/workflows/nightly.yml"
    shards = read(nightly)["jobs"]["journeys"]["strategy"]["matrix"]["include"]
    (merging,) = [step["run"] for step in steps(nightly) if "verify verdict" in str(step)]
    assert f"--runs {len(shards)} " in merging  # a shard that left no verdict must leave no GO
    files = [file for shard in shards for file in shard["files"].split()]
    assert sorted(files) == sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/e2e/test_*.py"))


def test_what_the_workflows_call_exists() -> None:
    texts = [path.read_text() for path in (*WORKFLOWS, ROOT / "deploy/gitlab-ci.yml", *SCRIPTS.iterdir())]
    commands = re.findall(r"bin/servio-verify ([^|\n]+)", "\n".join(texts))
    known = {"verdict", "report", "stack", "sweep", "gate", "data"}
    assert {command.split()[0] for command in commands} == known
    for command in commands:
        ours, dashes, _ = command.partition(" -- ")
        cli.parser(command.split()[0]).parse_args(shlex.split(ours))
        assert not dashes or ours.startswith("gate ecs run "), command
    for target in set(re.findall(r"(?:- |run: )make (\S+)", "\n".join(texts))):
        subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 - whichever make
    assert set(re.findall(r"\.github/scripts/\w+\.sh", "\n".join(texts))) == {
        str(path.relative_to(ROOT)) for path in SCRIPTS.iterdir()
    }


@pytest.mark.parametrize(
    "options",
    ["e2e --env staging --wait 300 -n 2", "load --env staging --wait 300 --expect-build abcdef0 --profile quick"],
)
def test_the_options_that_are_given_to_pytest_exist(options: str, clean_environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", *options.split()]
    ended = subprocess.run(command, cwd=ROOT, env=clean_environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_step_whose_script_fails_fails_too() -> None:
    """`echo "x=$(script)"` ends with 0 whatever the script says."""
    for path in [*(ROOT / ".github").rglob("*.yml"), *(ROOT / "deploy").rglob("*.yml"), *SCRIPTS.glob("*.sh")]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert not re.search(r'echo "\w+=\$\(\S*(?:aws|\.sh)\b', line), f"{path.name}:{number}: {line.strip()}"
