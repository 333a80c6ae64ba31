"""Percentiles of response times, and their intervals."""

import math

import pytest

from selftest.support.load_samples import drawn, times
from servio_verify.load.measure.histogram import ResponseTimes


@pytest.mark.parametrize("count", [1, 2, 19, 20, 21, 100, 4317])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.95, 0.99])
def test_a_percentile_is_the_value_at_its_nearest_rank(count: int, share: float) -> None:
    values = drawn(count)
    exact = sorted(values)[math.ceil(count * share - 1e-9) - 1]
    assert times(values).percentile(share) == pytest.approx(exact, rel=0.0006)


@pytest.mark.parametrize("milliseconds", [0.1, 1, 47, 499.9, 500.1, 5_000, 59_999])
def test_a_response_time_keeps_three_digits(milliseconds: float) -> None:
    assert times([milliseconds]).percentile(0.5) == pytest.approx(milliseconds, rel=0.001, abs=0.001)


def test_what_takes_longer_than_a_minute_is_not_lost() -> None:
    assert times([90_000]).percentile(0.5) == pytest.approx(60_000, rel=0.001)


def test_two_workers_say_what_one_would_have_said() -> None:
    values = drawn(5001)
    parts = [times(values[:1800]), times(values[1800:])]
    merged = ResponseTimes()
    for part in parts:
        merged.add(ResponseTimes.from_wire(part.to_wire()))
    for share in (0.01, 0.5, 0.95, 0.99, 1.0):
        assert merged.percentile(share) == times(values).percentile(share)


def test_the_interval_of_a_percentile_holds_the_truth_as_often_as_it_says() -> None:
    truth = 300 * math.exp(0.3 * 1.644853627)
    held = 0
    for seed in range(400):
        low, high = times(drawn(400, seed)).interval(0.95, 0.9)
        held += low <= truth <= high
    assert 0.87 <= held / 400 <= 0.97
