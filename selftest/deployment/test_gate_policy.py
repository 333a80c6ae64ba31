"""The policy of the role that answers a deploy is exactly what the gate asks for, and it may answer staging's alone."""

import json
from fnmatch import fnmatch

from selftest.deployment.conftest import Gate, verdict_of
from selftest.support.processes import ROOT
from servio_verify.infra.aws.errors import GATE_CALLS
from servio_verify.results.verdict import Verdict

POLICY = json.loads((ROOT / "deploy/aws/gate-policy.json").read_text(encoding="utf-8"))
LOOKS, ANSWERS = POLICY["Statement"]


def test_the_policy_allows_what_is_asked_and_nothing_more(gate: Gate) -> None:
    gate.begin()
    gate.keep(verdict_of(Verdict.GO))
    gate.answer()
    assert set(gate.front.asked) == {*LOOKS["Action"], ANSWERS["Action"]}
    assert set(gate.front.asked) - {"sts:GetCallerIdentity"} == GATE_CALLS


def test_only_a_deployment_of_staging_can_be_answered(gate: Gate) -> None:
    assert fnmatch(gate.ecs.arn, ANSWERS["Resource"])
    assert not fnmatch(gate.ecs.arn.replace("staging", "production"), ANSWERS["Resource"])
    assert not [
        action for action in LOOKS["Action"] if not action.partition(":")[2].startswith(("Describe", "List", "Get"))
    ]
