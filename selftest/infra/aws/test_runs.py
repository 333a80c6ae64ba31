"""Whole runs of the tier: its word, its note of the image, and what it leaves open."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from selftest.infra.aws.conftest import StandIn
from selftest.infra.aws.drifts import compute, network
from selftest.infra.aws.drifts.drift import Drift, json_told
from selftest.support.aws.front import digest_of
from selftest.support.aws.look import Look
from selftest.support.aws.made import IMAGE
from selftest.support.processes import ROOT, Outcome, Verify
from selftest.support.project import Project

RUNS = digest_of(IMAGE)
Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, verify: Verify, healthy: dict[str, str], aws_environ: dict[str, str]) -> Run:
    """Run the tier on a healthy Servio that is called staging, and whose AWS is the stand-in."""
    project = Project(tmp_path / "project", verify)
    shutil.copytree(ROOT / "tests/infra", project.folder / "tests/infra")
    file = project.folder / "environments/staging.facts.toml"
    groups = re.split(r"(?m)^(?=# --- )", file.read_text(encoding="utf-8"))
    file.write_text("".join(each for each in groups if "Database, Redis and HTTP" not in each), encoding="utf-8")
    known = {key: value for key, value in (healthy | aws_environ).items() if not key.endswith("_2")}  # no test user
    return lambda *arguments, **more: project.run("-m", "infra", "--env", "staging", *arguments, **known | more)


def named(drifts: list[Drift], fact: str) -> Drift:
    return next(each for each in drifts if fact in each.said)


def test_what_was_agreed_is_go_and_the_image_is_named(run: Run, staging: Look) -> None:
    ended = run("-n", "2", SERVIO_EXPECT_DIGEST=RUNS)
    assert ended.verdict["verdict"] == "GO", ended.output
    assert f"image: {RUNS} runs in 2 of 2 tasks of servio-staging-app:1" in ended.verdict["notes"]
    assert not [line for line in ended.verdict["not_covered"] if "what the running task gets" in line]
    passed = [entry["check"] for entry in ended.verdict["ledger"] if entry["outcome"] == "passed"]
    assert len(passed) >= len(list(staging.file.of("ecs", "rds", "network")))


def test_drifts_and_another_image_are_no_go_in_one_line_each(run: Run, stand_in: StandIn) -> None:
    opened = named(network.DRIFTS, "network.reaches_database")
    unbroken = named(compute.DRIFTS, "ecs.circuit_breaker")
    aws, front = stand_in.staging, stand_in.front
    with opened.hand(aws, front), unbroken.hand(aws, front):
        ended = run(SERVIO_EXPECT_DIGEST=f"sha256:{'0' * 64}")
    assert ended.verdict["verdict"] == "NO-GO", ended.output
    assert len(ended.verdict["reasons"]) == 3
    reasons = "\n".join(ended.verdict["reasons"]).lower()
    assert "network.reaches_database is tcp 5432 from 0.0.0.0/0, tcp 5432 from the tasks, must be tcp 5432" in reasons
    assert "ecs.circuit_breaker is no, must be yes (staging.facts.toml; asked: aws, ecs)" in reasons
    assert f"ecs.image_digest is '{RUNS[:19]}…', must be 'sha256:000000000000…' (servio_expect_digest" in reasons


def test_a_roll_out_under_way_is_inconclusive_in_one_line(run: Run, stand_in: StandIn) -> None:
    begun = json_told(
        "DescribeServices", lambda it: it["services"][0]["deployments"][0].update(rolloutState="IN_PROGRESS")
    )
    with begun(stand_in.staging, stand_in.front):
        ended = run()
    assert ended.verdict["verdict"] == "INCONCLUSIVE", ended.output
    [reason] = ended.verdict["reasons"]
    assert "roll-out of servio-staging-app:1 is under way (2 of 2 new tasks run): wait" in reason


def test_a_mistake_in_the_facts_file_is_one_line_and_nothing_is_asked(
    tmp_path: Path, verify: Verify, stand_in: StandIn
) -> None:
    project = Project(tmp_path / "project", verify)
    project.write("def test_nothing():\n    pass\n", tier="infra")
    (project.folder / "environments/staging.facts.toml").write_text('[aws]\nregin = "us-east-1"\n', encoding="utf-8")
    before = len(stand_in.front.asked)
    ended = project.run("-m", "infra", "--env", "staging")
    assert (ended.code, len(stand_in.front.asked)) == (4, before)
    assert ended.lines == [
        "ERROR: environments/staging.facts.toml: [aws] region is missing: the region, such as us-east-1"
    ]
