"""The chart of a load run."""

import xml.etree.ElementTree as ET

from selftest.support.load_samples import PLACE, made, tally
from servio_verify.load.judgement import chart
from servio_verify.load.judgement.reasons import Incidents
from servio_verify.load.judgement.result import Where, conclude
from servio_verify.load.measure.aggregator import Moment, Report, Station
from servio_verify.load.measure.tally import Book


def test_the_picture_shows_the_gate_the_stages_and_the_curves() -> None:
    station = Station()
    for at in range(1, 21):
        book = Book()
        book.tally(PLACE).add(tally([at * 10.0] * 30))
        station.take(Report("local", "here", 2, lags=[1.0], book=book))
        station.close(Moment(float(at), "up" if at < 11 else "down", at in (9, 10), 10, 10))
    result = conclude(Where("local", "here", "run"), made(), station, Incidents(), {})
    drawn_picture = ET.fromstring(chart.draw(result))  # noqa: S314 - our own
    words = [text.text for text in drawn_picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"p50", "p95", "p99", "rate", "running", "failed", "429", "p95 < 500 ms", "up", "down"} <= set(words)
    assert sum(1 for _ in drawn_picture.iter("{http://www.w3.org/2000/svg}polyline")) == 8
