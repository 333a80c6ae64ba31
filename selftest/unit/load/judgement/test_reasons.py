"""From gates and incidents to the verdict of a load run."""

import pytest

from selftest.support.load_samples import KEY, made, tally
from servio_verify.load.judgement.baseline import Comparison, Timing
from servio_verify.load.judgement.gate_result import GateOutcome
from servio_verify.load.judgement.incidents import Incident, IncidentKind, Incidents
from servio_verify.load.judgement.reasons import Evidence, Reason, notes, reasons, verdict_of
from servio_verify.load.judgement.result import FinishedRun, judge_run
from servio_verify.load.judgement.run_gates import judge_gates
from servio_verify.load.measure.aggregator import Aggregator
from servio_verify.load.measure.intervals import Interval
from servio_verify.load.measure.tally import Tallies, Tally, TallyKey
from servio_verify.load.plan.gates import Scope
from servio_verify.load.plan.where import Where
from servio_verify.results.verdict import Verdict


def test_failures_of_an_outage_are_no_failures_of_the_build() -> None:
    tallies = Tallies()
    tallies.tally(KEY).add(tally([100.0] * 500, failed=500))
    results = judge_gates(made(), tallies, dict.fromkeys(Scope, 20.0), 0.0)
    down = Incidents(Incident(IncidentKind.OUTAGE, "down"))
    assert verdict_of(reasons(Evidence(results, tallies.total(), Incidents()))) is Verdict.NO_GO
    assert verdict_of(reasons(Evidence(results, tallies.total(), down))) is Verdict.INCONCLUSIVE


def test_a_request_that_never_left_the_generator_says_nothing_of_the_build() -> None:
    lacking = tally([100.0] * 100)
    lacking.failures["Too many open files"] = 7
    (reason,) = reasons(Evidence([], lacking, Incidents()))
    assert reason.verdict is Verdict.INVALID
    assert "7 requests never left its machine (Too many open files)" in reason.text


def test_reasons_come_strictest_first_and_the_first_incident_is_theirs() -> None:
    ended = Incidents(Incident(IncidentKind.BROKEN_GATE, "it broke"), distrust=["late"], stalls=[(1.0, 5.0)])
    told = reasons(Evidence([], tally([100.0]), ended))
    assert [reason.verdict for reason in told] == [Verdict.INVALID, Verdict.NO_GO, Verdict.INCONCLUSIVE]
    assert [reason.text for reason in told[:2]] == ["late", "it broke"]


def test_notes_stand_beside_the_reasons_and_decide_nothing() -> None:
    beside = Incidents(crowded="a browser", leftovers=["/venues/1"])
    evidence = Evidence([], tally([100.0], failed=3), beside)
    assert reasons(evidence) == []
    assert notes(evidence, []) == ["beside the generator: a browser", "left on the target: /venues/1"]
    assert notes(evidence, [Reason(Verdict.NO_GO, "slow")])[0] == "failures: 3 x HTTP 500"


def test_an_address_that_is_not_the_file_s_is_a_note() -> None:
    where = Where("staging", "http://127.0.0.1:1", "run", led_elsewhere="staging is led elsewhere")
    report = judge_run(FinishedRun(where, made(), Aggregator(), {}), Incidents())
    assert report.notes == ["staging is led elsewhere"]
    assert report.to_json()["percentile_rule"].startswith("nearest rank: the value at rank ceil(n*p) of the successful")


def test_nothing_measured_is_never_go() -> None:
    results = judge_gates(made(decide="point"), Tallies(), dict.fromkeys(Scope, 20.0), 0.0)
    assert verdict_of(reasons(Evidence(results, Tally(), Incidents()))) is Verdict.INCONCLUSIVE


def test_a_gate_for_each_endpoint_judges_each() -> None:
    tallies = Tallies()
    tallies.tally(KEY).add(tally([100.0] * 500))
    tallies.tally(TallyKey("GET /slow", "up", True)).add(tally([900.0] * 500))
    results = judge_gates(made(gates=["p50 < 500 ms on run for each"]), tallies, dict.fromkeys(Scope, 20.0), 0.0)
    assert [(found.scoped.endpoint, found.outcome) for found in results] == [
        ("GET /", GateOutcome.PASS),
        ("GET /slow", GateOutcome.FAIL),
    ]


def answers(well: int, throttled: int = 0, **intercepted: int) -> Tally:
    found = tally([100.0] * well)
    found.throttled = throttled
    found.intercepted.update({who.replace("_", " "): count for who, count in intercepted.items()})
    return found


def against(total: Tally, **happened: object) -> list[tuple[Verdict, str]]:
    found = reasons(Evidence([], total, Incidents(**happened)))  # type: ignore[arg-type]
    return [(reason.verdict, reason.text) for reason in found]


LIMITED = "the target throttled 2 of 100 requests (429): raise its limit for this run or choose a lighter profile"
SIGN_IN = "sign in to the network, or run from another one"


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (answers(0), ["not one request was made"]),
        (answers(1), []),
        (answers(99, throttled=1), []),
        (answers(98, throttled=2), [LIMITED]),
        (answers(99, a_captive_portal=1), []),
        (answers(97, a_captive_portal=2, maintenance=1), [f"3 of 100 answers were not Servio's: {{}}: {SIGN_IN}"]),
    ],
)
def test_one_in_a_hundred_may_be_refused_or_not_servio_s(total: Tally, said: list[str]) -> None:
    assert against(total) == [(Verdict.INCONCLUSIVE, text.format("a captive portal")) for text in said]


@pytest.mark.parametrize(
    ("happened", "verdict", "said"),
    [
        (
            {"lost_workers": ["worker a was lost"]},
            Verdict.INVALID,
            "worker a was lost: what it measured since its last report is missing",
        ),
        ({"distrust": ["it was late"]}, Verdict.INVALID, "it was late"),
        ({"lost_orders": "3 of 40 are not stored"}, Verdict.NO_GO, "3 of 40 are not stored"),
        ({"mistake": "KeyError('x')"}, Verdict.INVALID, "an error of our own: KeyError('x')"),
        ({"stop": Incident(IncidentKind.OUTAGE, "it is down")}, Verdict.INCONCLUSIVE, "it is down"),
        ({"stop": Incident(IncidentKind.STOPPED_BY_HAND, "Ctrl-C")}, Verdict.INCONCLUSIVE, "Ctrl-C"),
        ({"stop": Incident(IncidentKind.BROKEN_GATE, "p95 broke")}, Verdict.NO_GO, "p95 broke"),
        (
            {"stalls": [(1.2, 5.0)]},
            Verdict.INCONCLUSIVE,
            "the target stalled: nothing was answered from 1 s to 5 s",
        ),
    ],
)
def test_each_incident_is_told_once_with_its_verdict(happened: dict[str, object], verdict: Verdict, said: str) -> None:
    assert against(answers(100), **happened) == [(verdict, said)]


def test_what_an_outage_took_of_the_orders_is_no_failure_of_the_build() -> None:
    told = against(answers(100), stop=Incident(IncidentKind.OUTAGE, "it is down"), lost_orders="3 of 40")
    assert told == [(Verdict.INCONCLUSIVE, "it is down"), (Verdict.INCONCLUSIVE, "3 of 40")]


def test_where_every_gate_passes_and_nothing_happened_it_is_go() -> None:
    tallies = Tallies()
    tallies.tally(KEY).add(tally([100.0] * 1000))
    results = judge_gates(made(), tallies, dict.fromkeys(Scope, 20.0), 0.0)
    found = reasons(Evidence(results, tallies.total(), Incidents()))
    assert (found, verdict_of(found), len(results)) == ([], Verdict.GO, 4)


def test_a_failing_gate_comes_before_a_stall() -> None:
    tallies = Tallies()
    tallies.tally(KEY).add(tally([900.0] * 1000))
    results = judge_gates(made(gates=["p95 < 500 ms on run"]), tallies, dict.fromkeys(Scope, 20.0), 0.0)
    found = reasons(Evidence(results, tallies.total(), Incidents(stalls=[(1.0, 5.0)])))
    assert [reason.verdict for reason in found] == [Verdict.NO_GO, Verdict.INCONCLUSIVE]
    assert verdict_of(found) is Verdict.NO_GO


def test_of_reasons_that_weigh_the_same_the_graver_comes_first() -> None:
    down = Incident(IncidentKind.OUTAGE, "it is down")
    told = against(answers(90, throttled=5, maintenance=5), stop=down, stalls=[(1.0, 5.0)])
    assert [text.split()[0] for _, text in told] == ["it", "the", "5", "the"]
    assert "throttled" in told[1][1]


def test_a_gate_that_does_not_pass_is_told_in_its_own_words() -> None:
    tallies = Tallies()
    tallies.tally(KEY).add(tally([100.0] * 10))
    results = judge_gates(made(gates=["p95 < 500 ms on run"]), tallies, dict.fromkeys(Scope, 20.0), 0.0)
    assert reasons(Evidence(results, tallies.total(), Incidents())) == [
        Reason(Verdict.INCONCLUSIVE, str(results[0])),
    ]


@pytest.mark.parametrize(("worse", "decides", "told"), [(True, True, True), (True, False, False), (False, True, False)])
def test_what_is_worse_than_the_baseline_decides_where_the_profile_says_so(
    worse: bool, decides: bool, told: bool
) -> None:
    timing = Timing(100.0, Interval(98.0, 102.0))
    comparison = Comparison("GET /", timing, timing, worse)
    found = reasons(Evidence([], answers(100), Incidents(), [comparison], decides))
    assert found == ([Reason(Verdict.NO_GO, str(comparison))] if told else [])


def test_what_is_worse_decides_nothing_unless_it_is_told_to() -> None:
    timing = Timing(100.0, Interval(98.0, 102.0))
    assert reasons(Evidence([], answers(100), Incidents(), [Comparison("GET /", timing, timing, True)])) == []


def test_the_three_most_frequent_failures_are_noted() -> None:
    total = tally([100.0], failed=2)
    total.failures.update({"HTTP 502": 3, "time-out": 4, "HTTP 404": 1})
    told = notes(Evidence([], total, Incidents()), [Reason(Verdict.NO_GO, "slow")])
    assert told == ["failures: 4 x time-out, 3 x HTTP 502, 2 x HTTP 500"]
