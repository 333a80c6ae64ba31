"""What a gate decides, and what it leaves open."""

import pytest

from selftest.support.load_samples import tally
from servio_verify.load.judgement import gate_result
from servio_verify.load.judgement.gate_result import GateOutcome, GateResult, Rules, ScopedGate
from servio_verify.load.measure.tally import Tally
from servio_verify.load.plan import gates
from servio_verify.load.plan.gates import Scope

AS_IT_IS = Rules()
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


def judged(text: str, found: Tally, seconds: float = 20.0, rules: Rules = AS_IT_IS) -> GateResult:
    return gate_result.judge_gate(ScopedGate(gates.parse(text), Scope.PLATEAU, "GET /"), found, seconds, rules)


@pytest.mark.parametrize(
    ("text", "found", "outcome"),
    [
        ("p95 < 500 ms", tally([100.0] * 103), GateOutcome.INCONCLUSIVE),
        ("p95 < 500 ms", tally([100.0] * 104), GateOutcome.PASS),
        ("errors < 1 %", tally([100.0] * 656), GateOutcome.INCONCLUSIVE),
        ("errors < 1 %", tally([100.0] * 657), GateOutcome.PASS),
        ("rate > 20 /s", tally([100.0] * 453), GateOutcome.INCONCLUSIVE),
        ("rate > 20 /s", tally([100.0] * 459), GateOutcome.PASS),
        ("rate > 20 /s", tally([100.0] * 348), GateOutcome.FAIL),
    ],
)
def test_the_least_sample_that_decides(text: str, found: Tally, outcome: GateOutcome) -> None:
    assert judged(text, found).outcome is outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("errors < 1 %", GateOutcome.FAIL),
        ("errors <= 1 %", GateOutcome.PASS),
        ("rate > 99 /s", GateOutcome.FAIL),
        ("rate >= 99 /s", GateOutcome.PASS),
    ],
)
def test_a_value_at_its_limit_is_what_the_sign_says(text: str, outcome: GateOutcome) -> None:
    assert judged(text, tally([100.0] * 99, failed=1), 1.0, Rules(by_point=True)).outcome is outcome


@pytest.mark.parametrize(
    ("text", "found", "seconds", "said"),
    [
        ("p95 < 500 ms", tally([612.5] * 2000), 20, "612.5 ms [612.5 ms, 612.5 ms], n=2000: fail"),
        ("p95 < 500 ms", tally([100.0] * 2000), 20, "100.0 ms [100.0 ms, 100.0 ms], n=2000: pass"),
        ("p95 < 500 ms", tally([100.0] * 20), 20, "100.0 ms [100.0 ms, ?], n=20: inconclusive (too few samples)"),
        ("p95 < 500 ms", tally([]), 20, "n=0: inconclusive (nothing was measured)"),
        ("errors < 1 %", tally([1.0] * 100), 20, "0 % [0 %, 6.22 %], n=100: inconclusive (too few samples)"),
        (
            "errors < 1 %",
            tally([1.0] * 990, 10),
            20,
            "1 % [0.453 %, 2.19 %], n=1000: inconclusive (the interval holds the limit)",
        ),
        ("errors < 1 %", tally([], 500), 20, "100 % [98.7 %, 100 %], n=500: fail"),
        ("rate > 20 /s", tally([], 500), 20, "0.0 /s [0.0 /s, 0.1 /s], n=500: fail"),
        ("rate > 20 /s", tally([1.0] * 99, 1), 1, "99.0 /s [73.2 /s, 124.8 /s], n=100: pass"),
        ("rate > 20 /s", tally([1.0] * 99), 0, "n=0: inconclusive (nothing was measured)"),
    ],
)
def test_a_result_says_what_was_measured_and_what_follows(text: str, found: Tally, seconds: float, said: str) -> None:
    assert str(judged(text, found, seconds)) == f"{text} (GET /, plateau): {said}"


def test_lateness_makes_times_longer_and_nothing_else_worse() -> None:
    late = Rules(late=8.0)
    assert judged("errors < 1 %", tally([], 500), rules=late).outcome is GateOutcome.FAIL
    assert judged("p95 < 500 ms", tally([508.7] * 500), rules=late).outcome is GateOutcome.FAIL
    assert judged("p95 < 500 ms", tally([500.7] * 500)).outcome is GateOutcome.FAIL
    assert judged("p95 < 500 ms", tally([499.0] * 500), rules=late).outcome is GateOutcome.PASS


def test_what_decides_needs_no_excuse() -> None:
    found = judged("p95 < 500 ms", tally([100.0] * 2000))
    assert (found.count, found.why, found.where) == (2000, "", "GET /, plateau")
