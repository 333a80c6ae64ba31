"""What is recorded of a request, and how it reaches the master."""

import pytest

from selftest.support.load_samples import PLACE, tally
from servio_verify.load.measure.aggregator import Report
from servio_verify.load.measure.recorder import Meter
from servio_verify.load.measure.tally import Book


def test_a_report_survives_the_wire() -> None:
    book = Book()
    book.tally(PLACE).add(tally([100, 200], failed=3))
    book.tally(PLACE).throttled = 4
    arrived = Report.from_wire(Report("w", "h", 2, lags=[1.5], book=book).to_wire())
    found = arrived.book.tallies[PLACE]
    assert (found.times.count, found.failed, found.throttled, arrived.lags) == (2, 3, 4, [1.5])


def test_a_fast_refusal_lowers_no_percentile() -> None:
    meter = Meter()
    for _ in range(100):
        meter.count("GET", "/", 1.0, 400.0, 200, None)
        meter.count("GET", "/", 1.0, 1.0, 0, ConnectionRefusedError(111, "Connection refused"))
        meter.count("GET", "/", 1.0, 1.0, 429, None)
    total = meter.harvest().total()
    assert total.times.percentile(0.05) == pytest.approx(400, rel=0.001)
    assert (total.failed, total.throttled, total.error_rate) == (100, 100, 0.5)
    assert total.failures["Connection refused"] == 100


def test_a_request_belongs_to_the_stage_in_which_it_was_sent() -> None:
    meter = Meter()
    meter.enter("hold", on_plateau=True)
    meter.count("GET", "/", 1.0, 5000.0, 200, None)
    meter.count("GET", "/", 9e12, 5.0, 200, None)
    assert {place.stage: found.times.count for place, found in meter.harvest().tallies.items()} == {"": 1, "hold": 1}
