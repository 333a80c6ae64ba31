"""What is recorded of a request, and how it reaches the master."""

import json
import time

import pytest

from selftest.support.load_samples import KEY, tally
from servio_verify.load.measure.aggregator import Aggregator, Moment
from servio_verify.load.measure.exchange import Exchange
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.measure.report import Harvest, ProcessSample, Report
from servio_verify.load.measure.tally import Tallies


def test_a_report_survives_the_wire() -> None:
    tallies = Tallies()
    tallies.tally(KEY).add(tally([100, 200], failed=3))
    tallies.tally(KEY).throttled = 4
    sent = Report(ProcessSample("w", "h", 2, lags=[1.5]), Harvest(tallies, journeys=7))
    arrived = Report.from_wire(json.loads(json.dumps(sent.to_wire())))
    found = arrived.harvest.tallies.by_key[KEY]
    assert (found.times.count, found.failed, found.throttled) == (2, 3, 4)
    assert (arrived.process, arrived.harvest.journeys) == (sent.process, 7)


def test_it_is_told_when_the_first_and_the_last_request_ended() -> None:
    recorder = RequestRecorder()
    assert recorder.harvest().answered is None
    for _ in range(2):
        recorder.count("GET", "/", Exchange(1.0, 400.0, 200), None)
        time.sleep(0.05)  # noqa: TID251 - what is measured
    sent = Report(ProcessSample("w", "h", 2), recorder.harvest())
    assert recorder.harvest().answered is None
    aggregator = Aggregator()
    aggregator.take(Report.from_wire(json.loads(json.dumps(sent.to_wire()))), at=7.0)
    first = aggregator.close(Moment(7.5, "hold", True, 1, 1))
    assert first.first_end is not None
    assert first.last_end is not None
    assert 6.5 < first.first_end <= first.last_end - 0.05 < first.last_end <= 6.95
    assert aggregator.close(Moment(8.5, "hold", True, 1, 1)).last_end is None


def test_a_fast_refusal_lowers_no_percentile() -> None:
    recorder = RequestRecorder()
    for _ in range(100):
        recorder.count("GET", "/", Exchange(1.0, 400.0, 200), None)
        recorder.count("GET", "/", Exchange(1.0, 1.0), ConnectionRefusedError(111, "Connection refused"))
        recorder.count("GET", "/", Exchange(1.0, 1.0, 429), None)
    total = recorder.harvest().tallies.total()
    assert total.times.percentile(0.05) == pytest.approx(400, rel=0.001)
    assert (total.failed, total.throttled, total.error_rate) == (100, 100, 0.5)
    assert total.failures["Connection refused"] == 100


def test_a_request_belongs_to_the_stage_in_which_it_was_sent() -> None:
    recorder = RequestRecorder()
    recorder.enter("hold", on_plateau=True)
    recorder.count("GET", "/", Exchange(1.0, 5000.0, 200), None)
    recorder.count("GET", "/", Exchange(9e12, 5.0, 200), None)
    counted = recorder.harvest().tallies.by_key
    assert {key.stage: found.times.count for key, found in counted.items()} == {"": 1, "hold": 1}


def test_a_user_who_waits_for_an_answer_is_busy_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a target that hangs would look like a generator that makes too few journeys."""
    now = [100.0]
    monkeypatch.setattr("servio_verify.load.measure.recorder.perf_counter", lambda: now[0])
    recorder, found = RequestRecorder(), []
    for at, do in (
        (101.0, recorder.begin_journey),
        (103.0, None),
        (104.0, recorder.begin_journey),
        (106.0, None),
        (107.0, recorder.count_journey),
        (108.0, None),
    ):
        now[0] = at
        if do is None:
            found.append(recorder.harvest().busy_seconds)
        else:
            do(at if do == recorder.begin_journey else 101.0)
    assert found == [2.0, 5.0, 3.0]
    recorder.count_unfinished(104.0)
    last = recorder.harvest()
    assert (last.busy_seconds, last.unfinished, last.journeys) == (0.0, 1, 0)


def test_a_journey_takes_its_pace_of_a_user_or_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mean of all is not enough: most are quick and wait, and a few hang."""
    monkeypatch.setattr("servio_verify.load.measure.recorder.perf_counter", lambda: 100.0)
    recorder = RequestRecorder()
    recorder.pace = 1.0
    for begun in (99.9, 80.0):
        recorder.begin_journey(begun)
        recorder.count_journey(begun)
    assert recorder.harvest().busy_seconds == 21.0
