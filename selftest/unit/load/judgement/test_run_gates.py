"""Which part of what was measured each gate of a profile looks at."""

import pytest

from selftest.support.load_samples import made, tally
from servio_verify.load.judgement.gate_result import GateOutcome
from servio_verify.load.judgement.run_gates import judge_gates, judge_measured
from servio_verify.load.measure.aggregator import Aggregator, Moment
from servio_verify.load.measure.report import Harvest, ProcessSample, Report
from servio_verify.load.measure.tally import Tallies, TallyKey
from servio_verify.load.plan.gates import Scope

SECONDS = {Scope.RUN: 30.0, Scope.PLATEAU: 20.0}


def counted() -> Tallies:
    """100 answers of 100 ms while users come, then 400 of 600 ms and 200 of 900 ms on the plateau."""
    tallies = Tallies()
    tallies.tally(TallyKey("GET /", "up", False)).add(tally([100.0] * 100))
    tallies.tally(TallyKey("GET /", "hold", True)).add(tally([600.0] * 400))
    tallies.tally(TallyKey("GET /api/v1/venues", "hold", True)).add(tally([900.0] * 200))
    return tallies


def measured(lags: list[float]) -> Aggregator:
    """A run of 30 s, the last 20 of them on the plateau."""
    aggregator = Aggregator()
    for at, on_plateau in ((10.0, False), (30.0, True)):
        tallies = Tallies()
        for key, found in counted().by_key.items():
            if key.on_plateau == on_plateau:
                tallies.tally(key).add(found)
        aggregator.take(Report(ProcessSample("w", "h", 2, lags=lags), Harvest(tallies)))
        aggregator.close(Moment(at, "hold", on_plateau, wanted=10, users=10))
    return aggregator


@pytest.mark.parametrize(
    ("gate", "looked_at"),
    [
        ("p5 < 1 s", [("all endpoints", "run", 700, 100), ("all endpoints", "plateau", 600, 600)]),
        ("p99 < 1 s on plateau", [("all endpoints", "plateau", 600, 900)]),
        ("p5 < 1 s on run for GET /", [("GET /", "run", 500, 100)]),
        ("p5 < 1 s on plateau for GET /", [("GET /", "plateau", 400, 600)]),
        (
            "p50 < 1 s on plateau for each",
            [("GET /", "plateau", 400, 600), ("GET /api/v1/venues", "plateau", 200, 900)],
        ),
        ("rate > 5 /s", [("all endpoints", "run", 700, 700 / 30), ("all endpoints", "plateau", 600, 30)]),
    ],
)
def test_a_gate_looks_at_its_own_part_only(gate: str, looked_at: list[tuple[str, str, int, float]]) -> None:
    profile = made(gates=[gate], journeys={"home": 1, "browse_venues": 1})
    results = judge_gates(profile, counted(), SECONDS, 0.0)
    assert [(found.scoped.endpoint, str(found.scoped.scope), found.count) for found in results] == [
        (endpoint, scope, count) for endpoint, scope, count, _ in looked_at
    ]
    assert [found.value for found in results] == pytest.approx([value for *_, value in looked_at], rel=0.001)


def test_a_gate_for_each_endpoint_is_judged_where_there_is_none() -> None:
    (found,) = judge_gates(made(gates=["p50 < 1 s on run for each"]), Tallies(), SECONDS, 0.0)
    assert (found.scoped.endpoint, found.outcome) == ("GET /", GateOutcome.INCONCLUSIVE)


def test_an_endpoint_that_was_never_asked_passes_no_gate_for_each() -> None:
    profile = made(gates=["p50 < 1 s on run for each"], journeys={"browse_venues": 9, "sign_in": 1})
    results = judge_gates(profile, counted(), SECONDS, 0.0)
    assert [(found.scoped.endpoint, found.outcome) for found in results] == [
        ("GET /", GateOutcome.PASS),
        ("GET /api/v1/venues", GateOutcome.PASS),
        ("POST /api/v1/auth/login", GateOutcome.INCONCLUSIVE),
    ]


@pytest.mark.parametrize(
    ("how", "late", "outcome"),
    [
        ({}, 0.0, GateOutcome.FAIL),
        ({}, 101.0, GateOutcome.INCONCLUSIVE),
        ({"decide": "point"}, 101.0, GateOutcome.FAIL),
    ],
)
def test_lateness_is_counted_where_the_interval_decides(how: dict[str, str], late: float, outcome: GateOutcome) -> None:
    (found,) = judge_gates(made(gates=["p50 < 500 ms on plateau for GET /"], **how), counted(), SECONDS, late)
    assert found.outcome is outcome


@pytest.mark.parametrize(
    ("confidence", "outcome"), [(0.90, GateOutcome.PASS), (0.99, GateOutcome.INCONCLUSIVE)], ids=str
)
def test_the_profile_says_how_sure_it_must_be(confidence: float, outcome: GateOutcome) -> None:
    tallies = Tallies()
    tallies.tally(TallyKey("GET /", "hold", True)).add(tally([100.0] * 60))
    profile = made(gates=["p95 < 500 ms on run"], confidence=confidence)
    assert [found.outcome for found in judge_gates(profile, tallies, SECONDS, 0.0)] == [outcome]


@pytest.mark.parametrize(
    ("lags", "outcome"),
    [
        ([1.0] * 95 + [200.0] * 5, GateOutcome.FAIL),
        ([1.0] * 94 + [200.0] * 6, GateOutcome.INCONCLUSIVE),
    ],
)
def test_what_was_measured_is_judged_less_the_lateness_of_95_percent(lags: list[float], outcome: GateOutcome) -> None:
    results = judge_measured(made(gates=["p50 < 500 ms on plateau", "rate > 5 /s"]), measured(lags))
    assert results[0].outcome is outcome
    assert [found.value for found in results[1:]] == pytest.approx([700 / 30, 30])
