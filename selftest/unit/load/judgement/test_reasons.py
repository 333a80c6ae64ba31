"""From gates and incidents to the verdict of a load run."""

from selftest.support.load_samples import KEY, made, tally
from servio_verify.load.judgement.gate_result import GateOutcome
from servio_verify.load.judgement.incidents import Incident, IncidentKind, Incidents
from servio_verify.load.judgement.reasons import Evidence, Reason, notes, reasons, verdict_of
from servio_verify.load.judgement.result import FinishedRun, Where, judge_run
from servio_verify.load.judgement.run_gates import judge_gates
from servio_verify.load.measure.aggregator import Aggregator
from servio_verify.load.measure.tally import Tallies, Tally, TallyKey
from servio_verify.load.plan.gates import Scope
from servio_verify.results.verdict import Verdict


def test_failures_of_an_outage_are_no_failures_of_the_build() -> None:
    tallies = Tallies()
    tallies.tally(KEY).add(tally([100.0] * 500, failed=500))
    results = judge_gates(made(), tallies, dict.fromkeys(Scope, 20.0), 0.0)
    down = Incidents(Incident(IncidentKind.OUTAGE, "down"))
    assert verdict_of(reasons(Evidence(results, tallies.total(), Incidents()))) is Verdict.NO_GO
    assert verdict_of(reasons(Evidence(results, tallies.total(), down))) is Verdict.INCONCLUSIVE


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
    assert judge_run(FinishedRun(where, made(), Aggregator(), {}), Incidents()).notes == ["staging is led elsewhere"]


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
