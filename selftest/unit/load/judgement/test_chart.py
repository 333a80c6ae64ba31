"""The chart of a load run."""

import xml.etree.ElementTree as ET

from selftest.support.load_samples import KEY, made, tally
from servio_verify.load.judgement import chart
from servio_verify.load.judgement.incidents import Incidents
from servio_verify.load.judgement.result import FinishedRun, judge_run
from servio_verify.load.measure.aggregator import Aggregator, Moment
from servio_verify.load.measure.report import Harvest, ProcessSample, Report
from servio_verify.load.measure.tally import Tallies
from servio_verify.load.plan.where import Where


def test_the_picture_shows_the_gate_the_stages_and_the_curves() -> None:
    aggregator = Aggregator()
    for at in range(1, 21):
        tallies = Tallies()
        tallies.tally(KEY).add(tally([at * 10.0] * 30))
        aggregator.take(Report(ProcessSample("local", "here", 2, lags=[1.0]), Harvest(tallies)))
        aggregator.close(Moment(float(at), "up" if at < 11 else "down", at in (9, 10), 10, 10))
    report = judge_run(FinishedRun(Where("local", "here", "run"), made(), aggregator, {}), Incidents())
    drawn_picture = ET.fromstring(chart.draw(report))  # noqa: S314 - our own
    words = [text.text for text in drawn_picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"p50", "p95", "p99", "rate", "running", "failed", "429", "p95 < 500 ms", "up", "down"} <= set(words)
    assert sum(1 for _ in drawn_picture.iter("{http://www.w3.org/2000/svg}polyline")) == 8
