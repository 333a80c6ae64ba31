"""The script that plans in a pull request."""

import os
import subprocess
from pathlib import Path

import pytest

from selftest.ci.workflow_files import SCRIPTS

TERRAFORM = """#!/bin/sh
case "$*" in
  *" init "*) exit "${INIT:-0}" ;;
  *" plan "*)
    echo "aws_lb.app: Refreshing state... [id=1]"
    echo "image = $TF_VAR_image"
    [ "$PLAN" != 2 ] || echo "Plan: 1 to add, 0 to change, 0 to destroy."
    exit "$PLAN" ;;
esac
"""

AWS = """#!/bin/sh
case "$*" in
  *describe-services*) echo "$DEFINITION" ;;
  *describe-task-definition*) echo example.com/servio-app:abcdef0 ;;
esac
"""


def planned(folder: Path, plan: int, **settings: str) -> tuple[int, str]:
    """The exit code, and the part of the comment."""
    for name, text in (("terraform", TERRAFORM), ("aws", AWS)):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    (folder / "deploy/terraform/staging").mkdir(parents=True)
    environ = {"PATH": f"{folder}:{os.environ['PATH']}", "DEFINITION": "servio-staging-app:7", "PLAN": str(plan)}
    environ |= {"TFVARS": 'alarm_topics = ["arn"]', "ECR_REPOSITORY": "example.com/servio-app"}
    ended = subprocess.run(
        [SCRIPTS / "plan.sh", "staging"],
        cwd=folder,
        env=environ | settings,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return ended.returncode, (folder / "plan-staging.md").read_text()


@pytest.mark.parametrize(
    ("plan", "code", "head"),
    [(0, 0, "no changes"), (2, 0, "Plan: 1 to add, 0 to change, 0 to destroy."), (1, 1, "no plan")],
)
def test_the_comment_says_what_would_change(tmp_path: Path, plan: int, code: int, head: str) -> None:
    ended, page = planned(tmp_path, plan)
    assert ended == code
    assert page.startswith(f"### Terraform, staging: {head}\n")
    assert "Refreshing" not in page
    assert (tmp_path / "deploy/terraform/staging/terraform.tfvars").read_text() == 'alarm_topics = ["arn"]\n'


def test_an_init_that_fails_is_no_plan(tmp_path: Path) -> None:
    assert planned(tmp_path, 0, INIT="1")[0] == 1


@pytest.mark.parametrize(("definition", "image"), [("servio-app:7", ":abcdef0"), ("None", ":none"), ("", ":none")])
def test_the_image_is_the_one_that_runs(tmp_path: Path, definition: str, image: str) -> None:
    _, page = planned(tmp_path, 0, DEFINITION=definition)
    assert f"image = example.com/servio-app{image}\n" in page
