"""What a gate decides, and what it leaves open."""

import pytest

from selftest.support.load_samples import tally
from servio_verify.load.judgement import gate_result
from servio_verify.load.judgement.gate_result import Outcome, Rules
from servio_verify.load.plan import gates
from servio_verify.load.plan.gates import Scope


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ([100.0] * 2000, Outcome.PASS),
        ([600.0] * 2000, Outcome.FAIL),
        ([100.0] * 20, Outcome.INCONCLUSIVE),
        ([], Outcome.INCONCLUSIVE),
        ([100.0] * 1898 + [600.0] * 102, Outcome.INCONCLUSIVE),
    ],
)
def test_a_gate_decides_only_what_the_sample_can(values: list[float], outcome: Outcome) -> None:
    found = gate_result.judge(gates.parse("p95 < 500 ms"), Scope.RUN, "GET /", tally(values), 60, Rules())
    assert found.outcome is outcome


def test_a_gate_by_point_decides_like_k6_but_never_without_a_sample() -> None:
    gate, rules = gates.parse("p95 < 500 ms"), Rules(by_point=True)
    assert gate_result.judge(gate, Scope.RUN, "GET /", tally([100.0]), 1, rules).outcome is Outcome.PASS
    assert gate_result.judge(gate, Scope.RUN, "GET /", tally([501.0]), 1, rules).outcome is Outcome.FAIL
    assert gate_result.judge(gate, Scope.RUN, "GET /", tally([]), 1, rules).outcome is Outcome.INCONCLUSIVE


def test_a_late_generator_fails_nobody_for_its_own_lateness() -> None:
    found = gate_result.judge(gates.parse("p95 < 500 ms"), Scope.RUN, "GET /", tally([505.0] * 500), 9, Rules(late=8.0))
    assert found.outcome is Outcome.INCONCLUSIVE
