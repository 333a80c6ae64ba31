"""From gates and incidents to the verdict of a load run."""

from selftest.support.load_samples import PLACE, made, tally
from servio_verify.load.judgement.gate_result import Outcome
from servio_verify.load.judgement.reasons import Incidents, judge_gates, reasons, verdict_of
from servio_verify.load.measure.tally import Book, Place
from servio_verify.load.plan.gates import Scope
from servio_verify.results.verdict import Verdict


def test_failures_of_an_outage_are_no_failures_of_the_build() -> None:
    book = Book()
    book.tally(PLACE).add(tally([100.0] * 500, failed=500))
    results = judge_gates(made(), book, dict.fromkeys(Scope, 20.0), 0.0)
    assert verdict_of(reasons(results, book, Incidents(), [], False)) is Verdict.NO_GO
    assert verdict_of(reasons(results, book, Incidents(outage="down"), [], False)) is Verdict.INCONCLUSIVE


def test_nothing_measured_is_never_go() -> None:
    results = judge_gates(made(decide="point"), Book(), dict.fromkeys(Scope, 20.0), 0.0)
    assert verdict_of(reasons(results, Book(), Incidents(), [], False)) is Verdict.INCONCLUSIVE


def test_a_gate_for_each_endpoint_judges_each() -> None:
    book = Book()
    book.tally(PLACE).add(tally([100.0] * 500))
    book.tally(Place("GET /slow", "up", True)).add(tally([900.0] * 500))
    results = judge_gates(made(gates=["p50 < 500 ms on run for each"]), book, dict.fromkeys(Scope, 20.0), 0.0)
    assert [(found.endpoint, found.outcome) for found in results] == [
        ("GET /", Outcome.PASS),
        ("GET /slow", Outcome.FAIL),
    ]
