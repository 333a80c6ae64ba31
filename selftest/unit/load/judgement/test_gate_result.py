"""What a gate decides, and what it leaves open."""

import pytest

from selftest.support.load_samples import tally
from servio_verify.load.judgement import gate_result
from servio_verify.load.judgement.gate_result import GateOutcome, Rules, ScopedGate
from servio_verify.load.plan import gates
from servio_verify.load.plan.gates import Scope

LIMIT = ScopedGate(gates.parse("p95 < 500 ms"), Scope.RUN, "GET /")


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ([100.0] * 2000, GateOutcome.PASS),
        ([600.0] * 2000, GateOutcome.FAIL),
        ([100.0] * 20, GateOutcome.INCONCLUSIVE),
        ([], GateOutcome.INCONCLUSIVE),
        ([100.0] * 1898 + [600.0] * 102, GateOutcome.INCONCLUSIVE),
    ],
)
def test_a_gate_decides_only_what_the_sample_can(values: list[float], outcome: GateOutcome) -> None:
    assert gate_result.judge_gate(LIMIT, tally(values), 60, Rules()).outcome is outcome


def test_a_gate_by_point_decides_like_k6_but_never_without_a_sample() -> None:
    rules = Rules(by_point=True)
    assert gate_result.judge_gate(LIMIT, tally([100.0]), 1, rules).outcome is GateOutcome.PASS
    assert gate_result.judge_gate(LIMIT, tally([501.0]), 1, rules).outcome is GateOutcome.FAIL
    assert gate_result.judge_gate(LIMIT, tally([]), 1, rules).outcome is GateOutcome.INCONCLUSIVE


def test_a_late_generator_fails_nobody_for_its_own_lateness() -> None:
    found = gate_result.judge_gate(LIMIT, tally([505.0] * 500), 9, Rules(late=8.0))
    assert found.outcome is GateOutcome.INCONCLUSIVE
