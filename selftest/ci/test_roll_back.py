"""After a deploy: when a roll-back happens, and who is asked or told."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from selftest.ci.workflow_files import SCRIPTS, read
from selftest.support.background import in_thread
from selftest.support.processes import ROOT


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
    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Slack)) as server:
        yield f"http://127.0.0.1:{server.server_port}/hook", Slack.posted


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
