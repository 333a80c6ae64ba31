"""What the workflows promise beyond what a linter sees; their scripts run for real."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import yaml

from selftest.support.processes import ROOT
from servio_verify.cli import main as cli

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
            assert re.fullmatch(r"[\w-]+(/[\w-]+)+@[0-9a-f]{40}", what), what
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{what}{comment}"


@every_workflow
def test_each_job_has_no_more_rights_than_it_says_and_ends(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        rights = set(job["permissions"].items())
        assert rights <= {("contents", "read"), ("id-token", "write"), ("actions", "read")}, name
        assert ("actions", "read") not in rights or "ask.sh" in str(job), name
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
    groups = {path.stem: re.sub(r"\${{.*}}", "staging", read(path)["concurrency"]["group"]) for path in WORKFLOWS}
    assert groups["verify"] == groups["nightly"] == "servio-verify-staging"
    assert {groups["deploy-staging"], groups["performance"]}.isdisjoint({groups["verify"], groups["nightly"]})
    assert [path.stem for path in WORKFLOWS if read(path)["concurrency"]["cancel-in-progress"]] == ["ci"]
    waiting = {path.stem for path in WORKFLOWS if read(path)["concurrency"].get("queue") == "max"}
    assert waiting == {"verify", "nightly", "performance"}, "one that waits would cancel another that waits"


def test_what_is_kept_between_runs_is_kept_of_a_red_one_too() -> None:
    for path in WORKFLOWS:
        caching = [step for step in steps(path) if "actions/cache" in step.get("uses", "")]
        restoring, saving = caching[::2], caching[1::2]
        for before, after in zip(restoring, saving, strict=True):
            assert ("/restore@" in before["uses"], "/save@" in after["uses"]) == (True, True)
            assert before["with"]["key"] == after["with"]["key"]
            assert "!cancelled()" in after["if"]


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
    assert {command.split()[0] for command in commands} == {"verdict", "report", "sweep"}
    for command in commands:
        cli.parser().parse_args(shlex.split(command))
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


def value(expression: str, told: dict[str, str]) -> Any:
    """Return what GitHub would make of an expression: these few operators mean the same in Python."""
    python = re.sub(r"(?:needs|vars)\.[\w.-]+", lambda name: repr(told.get(name[0], "")), expression.strip("${} "))
    for github, ours in (("&&", " and "), ("||", " or "), ("!cancelled()", "True"), ("always()", "True")):
        python = python.replace(github, ours)
    return eval(python, {"__builtins__": {}})  # noqa: S307 - our own workflow's text


@pytest.mark.parametrize(
    ("deploy", "verdict", "reviewers", "asks", "environment"),
    [
        ("success", "GO", "", False, None),
        ("success", "NO-GO", "", False, "staging"),
        ("success", "INCONCLUSIVE", "true", True, "staging-roll-back"),
        ("success", "INVALID", "true", True, "staging-roll-back"),
        ("success", "ERROR", "true", True, "staging-roll-back"),
        ("success", "", "true", True, "staging-roll-back"),
        ("success", "INCONCLUSIVE", "false", True, None),
        ("success", "INVALID", "", True, None),
        ("failure", "", "", False, "staging"),
        ("skipped", "", "", False, None),
    ],
)
def test_a_no_go_rolls_back_and_what_cannot_be_told_asks_a_person_first(
    deploy: str, verdict: str, reviewers: str, asks: bool, environment: str | None
) -> None:
    jobs = read(ROOT / ".github/workflows/deploy-staging.yml")["jobs"]
    told = {
        "needs.deploy.result": deploy,
        "needs.deploy.outputs.before": "" if deploy == "skipped" else "servio:7",
        "needs.verify.outputs.verdict": verdict,
        "needs.ask.outputs.reviewers": reviewers,
    }
    assert bool(value(jobs["ask"]["if"], told)) is asks
    rolls_back = value(jobs["roll-back"]["if"], told)
    assert (value(jobs["roll-back"]["environment"], told) if rolls_back else None) == environment


@pytest.mark.parametrize(("service", "deploys"), [("servio", True), ("", False)])
def test_without_a_service_nothing_is_deployed_and_nobody_told(service: str, deploys: bool) -> None:
    jobs = read(ROOT / ".github/workflows/deploy-staging.yml")["jobs"]
    told = {"vars.ECS_SERVICE": service, "needs.test.result": "success" if deploys else "skipped"}
    assert (value(jobs["test"]["if"], told), value(jobs["tell"]["if"], told)) == (deploys, deploys)


class Slack(BaseHTTPRequestHandler):
    """Keeps what is posted, and answers as it is told."""

    posted: ClassVar[list[str]]
    answer: ClassVar[int]

    def do_POST(self) -> None:
        self.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def slack(request: pytest.FixtureRequest) -> Iterator[tuple[str, list[str]]]:
    Slack.posted, Slack.answer = [], getattr(request, "param", 200)
    with ThreadingHTTPServer(("127.0.0.1", 0), Slack) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", Slack.posted
        server.shutdown()


@pytest.mark.parametrize(
    ("gh", "reviewers", "how"),
    [
        ("echo true", "true", "approve the job 'roll back'"),
        ("echo false", "false", "by hand"),
        ('echo \'{"message": "Not Found"}\'; exit 1', "false", "by hand"),
    ],
)
def test_a_person_is_asked_and_only_reviewers_that_exist_are_waited_for(
    tmp_path: Path, slack: tuple[str, list[str]], gh: str, reviewers: str, how: str
) -> None:
    (tmp_path / "gh").write_text(f"#!/bin/sh\n{gh}\n")
    (tmp_path / "gh").chmod(0o755)
    told = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "o/app", "GITHUB_SHA": "a" * 40}
    told |= {"GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    told |= {"VERDICT": "INCONCLUSIVE", "RUN": "https://example.com/1", "SLACK_WEBHOOK_URL": slack[0]}
    subprocess.run([SCRIPTS / "ask.sh", "staging-roll-back"], env=told, check=True, timeout=30)
    assert (tmp_path / "output").read_text() == f"reviewers={reviewers}\n"
    assert slack[1] == [(tmp_path / "summary").read_text().strip()]
    assert how in slack[1][0]
    assert slack[1][0].startswith("staging: INCONCLUSIVE for aaaaaaa.")


@pytest.mark.parametrize("slack", [500], indirect=True)
def test_a_slack_that_refuses_is_said_and_fails_nothing(slack: tuple[str, list[str]]) -> None:
    told = {"PATH": os.environ["PATH"], "SLACK_WEBHOOK_URL": slack[0]}
    ended = subprocess.run([SCRIPTS / "tell.sh", 'a "word"'], env=told, capture_output=True, text=True, check=True)
    assert (slack[1], ended.stdout) == (['a "word"'], "::warning::Slack was not told\n")


def test_the_gitlab_example_verifies_with_the_same_script_and_keeps_the_evidence() -> None:
    jobs = yaml.safe_load((ROOT / "deploy/gitlab-ci.yml").read_text())
    verify = jobs["verify staging"]
    assert ".github/scripts/verify.sh" in verify["script"]
    assert (verify["artifacts"]["when"], verify["resource_group"]) == ("always", jobs["roll back"]["resource_group"])


@pytest.mark.parametrize(("verdict", "calls"), [("NO-GO", 2), ("INCONCLUSIVE", 0), ("INVALID", 0), ("", 0)])
def test_the_gitlab_example_rolls_back_after_a_no_go_alone(tmp_path: Path, verdict: str, calls: int) -> None:
    job = yaml.safe_load((ROOT / "deploy/gitlab-ci.yml").read_text())["roll back"]
    (tmp_path / "aws").write_text('#!/bin/sh\necho "$(cat "$AWS_WEB_IDENTITY_TOKEN_FILE") $*" >> "$CALLS"\n')
    (tmp_path / "aws").chmod(0o755)
    (tmp_path / "calls").touch()
    told = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "CALLS": str(tmp_path / "calls"), "verdict": verdict}
    told |= {"AWS_TOKEN": "a-token", "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token")}
    told |= {"CLUSTER": "c", "SERVICE": "s", "BEFORE": "servio:7"}
    assert set(job["variables"]) == {"AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE"}
    script = "set -e\n" + "\n".join([*job["before_script"], *job["script"]])
    subprocess.run(["/bin/sh", "-c", script], env=told, check=True, timeout=30)
    said = (tmp_path / "calls").read_text().splitlines()
    assert len(said) == calls
    assert all(line.startswith("a-token ecs ") for line in said)
    assert not calls or "--task-definition servio:7" in said[0]


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
    assert (ended.returncode, ended.stderr) == (4, "unknown tier 'all': smoke, e2e and load are known\n")


AWS = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
  *services-stable*) exit 0 ;;
  *describe-services*containerName*) echo "${BALANCED:-None}" ;;
  *describe-services*) cat "$RUNNING" ;;
  *update-service*) [ -n "$UNDONE" ] || printf '%s\\n' "$8" > "$RUNNING" ;;
  *describe-task-definition*)
    echo '{"family": "servio", "revision": 7, "containerDefinitions": [{"name": "log", "image": "log:1"},'
    echo ' {"name": "servio", "image": "old"}]}' ;;
  *register-task-definition*) echo servio:8 ;;
esac
"""


class Ecs:
    """The script with an AWS command line of our own before it."""

    def __init__(self, folder: Path) -> None:
        self._calls, self._running = folder / "calls", folder / "running"
        self._calls.touch()
        (folder / "aws").write_text(AWS)
        (folder / "aws").chmod(0o755)
        self._environ = {"PATH": f"{folder}:{os.environ['PATH']}", "CALLS": str(self._calls), "CLUSTER": "c"}
        self._environ |= {"RUNNING": str(self._running), "SERVICE": "s"}

    def __call__(self, *arguments: str, running: str = "servio:7", **settings: str) -> subprocess.CompletedProcess[str]:
        self._running.write_text(f"{running}\n")
        environ = self._environ | settings
        return subprocess.run(
            [SCRIPTS / "ecs.sh", *arguments], env=environ, capture_output=True, text=True, check=False
        )

    @property
    def calls(self) -> str:
        return self._calls.read_text()


@pytest.fixture
def ecs(tmp_path: Path) -> Ecs:
    return Ecs(tmp_path)


@pytest.mark.parametrize("undone", ["", "yes"])
def test_a_release_registers_the_image_and_waits_until_it_runs(ecs: Ecs, undone: str) -> None:
    ended = ecs("release", "new", BALANCED="servio", UNDONE=undone)
    assert ended.returncode == (1 if undone else 0), ended.stderr
    registered = next(line for line in ecs.calls.split("ecs ") if line.startswith("register"))
    assert '"image": "new"' in registered
    assert '"image": "log:1"' in registered
    assert "revision" not in registered
    assert "wait services-stable" in ecs.calls
    assert ("the roll-out was undone" in ended.stderr) == bool(undone)


@pytest.mark.parametrize("running", ["None", ""])
@pytest.mark.parametrize("command", [["current"], ["release", "new"]])
def test_a_service_that_is_not_there_is_one_line_and_nothing_is_changed(
    ecs: Ecs, command: list[str], running: str
) -> None:
    ended = ecs(*command, running=running)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "ecs.sh: no active service s in cluster c: see ECS_CLUSTER and ECS_SERVICE\n"
    assert "register" not in ecs.calls
    assert "update" not in ecs.calls


@pytest.mark.parametrize("definition", ["None", ""])
def test_what_is_not_known_is_not_rolled_back_to(ecs: Ecs, definition: str) -> None:
    ended = ecs("run", definition)
    assert ended.returncode == 1
    assert "what was running before is not known" in ended.stderr
    assert not ecs.calls


@pytest.mark.parametrize(
    ("settings", "asked"), [({}, "''"), ({"CONTAINER": "web"}, "'web'"), ({"BALANCED": "x"}, "'x'")]
)
def test_of_several_containers_the_one_that_is_meant_must_be_known(
    ecs: Ecs, settings: dict[str, str], asked: str
) -> None:
    ended = ecs("release", "new", **settings)
    assert ended.returncode == 1
    assert ended.stderr == f"ecs.sh: servio:7 has no container {asked}, only log, servio: set CONTAINER\n"
    assert "register" not in ecs.calls


def test_a_step_whose_script_fails_fails_too() -> None:
    """`echo "x=$(script)"` ends with 0 whatever the script says."""
    for path in [*(ROOT / ".github").rglob("*.yml"), *(ROOT / "deploy").rglob("*.yml"), *SCRIPTS.glob("*.sh")]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert not re.search(r'echo "\w+=\$\(\S*(?:aws|\.sh)\b', line), f"{path.name}:{number}: {line.strip()}"
