"""The policy in deploy/aws/ is exactly what the tier and monitoring ask for, and nothing in it changes anything."""

import json
import re
from datetime import UTC, datetime, timedelta

from selftest.infra.aws.conftest import StandIn
from selftest.support.aws.look import SOURCES, environment
from selftest.support.aws.sizes import REGION
from selftest.support.processes import ROOT
from servio_verify.infra.gathering import gather
from servio_verify.infra.source import Place
from servio_verify.monitoring.reading import Window
from servio_verify.monitoring.source import source as monitoring_source

POLICY = json.loads((ROOT / "deploy" / "aws" / "read-only-policy.json").read_text(encoding="utf-8"))
ACTIONS = {action for statement in POLICY["Statement"] for action in statement["Action"]}


def test_the_policy_allows_what_is_asked_and_nothing_more(stand_in: StandIn, aws_environ: dict[str, str]) -> None:
    assert aws_environ
    before = len(stand_in.front.asked)
    gather(Place(environment("staging"), {"aws": {"region": REGION}}), SOURCES)
    watch(Place(environment("staging"), {"aws": {"region": REGION}}))
    assert set(stand_in.front.asked[before:]) == ACTIONS


def watch(place: Place) -> None:
    """Ask each source of monitoring that is in AWS, as a run does at both of its ends."""
    ends = datetime.now(UTC)
    for name in ("balancer", "tasks", "logs"):
        probe = monitoring_source(name).open(place)
        probe.begin()
        probe.end(Window(ends - timedelta(minutes=1), ends, None, "run"))


def test_no_call_is_made_twice(stand_in: StandIn, aws_environ: dict[str, str]) -> None:
    assert aws_environ
    before = len(stand_in.front.asked)
    gather(Place(environment("staging"), {"aws": {"region": REGION}}), SOURCES)
    asked = stand_in.front.asked[before:]
    several = {"ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "logs:DescribeLogGroups"}
    assert not [action for action in set(asked) - several if asked.count(action) > 1]


def test_nothing_in_the_policy_changes_anything() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+:(Describe|List|Get|Filter)[A-Za-z]+", action) for action in ACTIONS)
    assert "secretsmanager:GetSecretValue" not in ACTIONS
