"""Arrival rates as they are judged and shown."""

import json

import pytest

from selftest.support.load_samples import KEY, arriving, tally, times
from servio_verify.load.judgement import chart, table
from servio_verify.load.judgement.incidents import Incidents
from servio_verify.load.judgement.result import FinishedRun, LoadReport, judge_run
from servio_verify.load.measure.aggregator import Aggregator, Moment
from servio_verify.load.measure.arrivals import Arrivals
from servio_verify.load.measure.exchange import Exchange
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.measure.report import Harvest, ProcessSample, Report
from servio_verify.load.measure.tally import Tallies
from servio_verify.load.plan.where import Where
from servio_verify.results.verdict import Verdict


def judged(*, due: int = 30, stalled: tuple[int, ...] = (), missed: dict[str, int] | None = None) -> LoadReport:
    """Judge a run of 40 s at 30 a second: it took 100 ms from sending, and 200 ms from when they were due."""
    aggregator = Aggregator()
    for at in range(1, 41):
        found = tally([] if at in stalled else [200.0] * 30)
        found.sent = times([] if at in stalled else [100.0] * 30)
        tallies = Tallies()
        tallies.tally(KEY).add(found)
        arrivals = Arrivals(due=due, open=7, **(missed if missed and at == 20 else {}))
        aggregator.take(Report(ProcessSample("local", "here", 2, lags=[1.0]), Harvest(tallies, arrivals=arrivals)))
        aggregator.close(Moment(float(at), "hold", True, 1, 1, due_rate=30.0))
    return judge_run(FinishedRun(Where("local", "here", "run"), arriving(rate=30), aggregator, {}), Incidents())


@pytest.mark.parametrize("how", ["late", "blocked", "unsent"])
def test_requests_that_were_not_sent_in_time_make_a_run_invalid_past_a_share(how: str) -> None:
    assert judged(missed={how: 12}).verdict is Verdict.GO  # 1 % of 1,200
    (reason, *_) = judged(missed={how: 13}).reasons
    assert reason.verdict is Verdict.INVALID
    assert reason.text.startswith("1.1% of the requests could not be sent in time (allowed 1.0%): ")
    assert ("all connections waited" in reason.text) is (how != "late")
    assert len(reason.text) <= 160


def test_requests_that_never_became_due_make_a_run_invalid() -> None:
    assert judged(due=28).verdict is Verdict.GO
    (reason,) = judged(due=26).reasons
    assert str(reason.text) == "the generator was to send 1140 requests on the plateau, and only 988 became due"
    assert reason.verdict is Verdict.INVALID


def test_both_times_are_told_and_the_gates_judge_those_from_the_due_time() -> None:
    report = judged()
    told = report.to_json()
    (row,) = told["endpoints"]
    assert row["p95_ms"] == pytest.approx(200, rel=0.001)
    assert row["from_sending"]["p95_ms"] == pytest.approx(100, rel=0.001)
    assert {gate["value"] for gate in told["gates"] if gate["measure"] == "p95"} == {row["p95_ms"]}
    assert told["times"].startswith("from when a request was due")
    assert told["arrivals"]["due"] == 1200
    assert told["timeline"][0]["sent_p95"] == pytest.approx(100, rel=0.001)
    text = table.table(report)
    assert "sent p95" in text
    assert "1200 requests were due; sent more than 0.1 s late: 0 by the generator, 0 for want of a connection" in text
    assert max(map(len, text.splitlines())) <= 160
    shown = chart.draw(report)
    assert not [label for label in ("due", "answered", "waiting", "not in time") if f">{label}</text>" not in shown]


def test_a_stall_is_a_note_as_the_times_hold_it() -> None:
    report = judged(stalled=tuple(range(10, 15)))
    assert report.verdict is Verdict.GO
    assert report.notes == ["the target stalled: nothing was answered from 9 s to 14 s; the times hold that wait"]


def test_the_live_line_tells_the_rate_and_who_waits() -> None:
    report = judged(missed={"late": 4})
    second = report.run.aggregator.seconds[19]
    line = table.live_line(second, report.evidence.total, 20)
    assert line.startswith("hold: 30 /s due, 4 not sent in time, 7 waiting, 30 req/s, p95 so far 200.")


def test_a_request_counts_where_it_was_due_and_survives_the_wire() -> None:
    recorder = RequestRecorder()
    recorder.arrivals = Arrivals(due=2, open=1)
    for stage in ("up", "hold"):
        recorder.enter(stage, on_plateau=True)
    recorder.count("GET", "/", Exchange(9e12, 5.0, 200), None, waited=0.5)
    recorder.count("GET", "/", Exchange(9e12, 5.0, 200), None, waited=9e12 - 1)
    sent = Report(ProcessSample("w", "h", 2), recorder.harvest())
    arrived = Report.from_wire(json.loads(json.dumps(sent.to_wire()))).harvest
    shown = {key.stage: (round(found.times.percentile(1)), found.sent) for key, found in arrived.tallies.by_key.items()}
    assert shown["hold"][0] == pytest.approx(505, abs=1)
    assert shown["hold"][1].percentile(1) == pytest.approx(5, abs=0.01)  # type: ignore[union-attr]
    assert set(shown) == {"", "hold"}
    assert arrived.arrivals == Arrivals(due=2, open=1)
    assert recorder.harvest().arrivals == Arrivals(open=1)
