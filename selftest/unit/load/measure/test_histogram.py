"""Percentiles of response times, and their intervals."""

import math

import pytest
from hdrh.histogram import HdrHistogram

from selftest.support.load_samples import drawn, times
from servio_verify.load.measure.histogram import ResponseTimes


@pytest.mark.parametrize("count", [1, 2, 19, 20, 21, 100, 4317])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.95, 0.99])
def test_a_percentile_is_the_value_at_its_nearest_rank(count: int, share: float) -> None:
    values = drawn(count)
    exact = sorted(values)[math.ceil(count * share - 1e-9) - 1]
    assert times(values).percentile(share) == pytest.approx(exact, rel=0.00004)


@pytest.mark.parametrize("milliseconds", [0.1, 1, 47, 499.9, 500.1, 5_000, 59_999])
def test_a_response_time_keeps_four_digits(milliseconds: float) -> None:
    assert times([milliseconds]).percentile(0.5) == pytest.approx(milliseconds, rel=0.0001, abs=0.0001)


def test_up_to_32_milliseconds_each_microsecond_is_kept() -> None:
    assert times([0.101]).percentile(0.5) == 0.101
    assert times([32.767]).percentile(0.5) == 32.767


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


def test_nothing_measured_is_nowhere() -> None:
    nothing = ResponseTimes()
    assert (nothing.count, nothing.percentile(0.95)) == (0, 0.0)
    assert nothing.interval(0.95, 0.99) == (0.0, math.inf)
    assert nothing.at_ranks([0, 1, 2]) == [0.0, math.inf, math.inf]


def test_ranks_beyond_the_sample_are_open_ends() -> None:
    assert times([5.0, 1.0, 3.0]).at_ranks([-1, 0, 1, 3, 4]) == pytest.approx([0, 0, 1, 5, math.inf], rel=0.001)
    assert times([7.0]).interval(0.5, 0.99) == (0.0, math.inf)


def test_what_is_handed_on_is_a_plain_hdr_histogram_of_microseconds_up_to_a_minute() -> None:
    plain = HdrHistogram.decode(times([0.5, 90_000]).encode())  # type: ignore[attr-defined]
    assert (plain.lowest_trackable_value, plain.highest_trackable_value) == (1, 60_000_000)
    assert plain.significant_figures == 3
    assert plain.get_value_at_percentile(50) == 500


@pytest.mark.parametrize("numbers", [[5], [-1, 1], [5, 0], [5, -2], [5, 1, 6], ["five", 1]])
def test_what_is_no_histogram_is_told(numbers: list[int]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, it is refused
        ResponseTimes.from_wire(numbers)


def test_a_bucket_that_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match=r"^no histogram: 0 in bucket 5$"):
        ResponseTimes.from_wire([7, 1, 5, 0])


def test_no_time_at_all_is_a_time() -> None:
    assert ResponseTimes.from_wire([0, 2, 1, 1]).at_ranks([2, 3]) == [0.0, 0.001]


def test_what_is_kept_for_later_counts_each_answer_in_its_own_bucket() -> None:
    values = drawn(500)
    plain = HdrHistogram.decode(times(values).encode())  # type: ignore[attr-defined]
    directly = HdrHistogram(1, 60_000_000, 3)
    for value in values:
        directly.record_value(round(value * 1000))
    assert (plain.total_count, plain.counts[:]) == (500, directly.counts[:])


@pytest.mark.parametrize(
    "milliseconds", [0.0, 0.001, 32.767, 32.768, 32.769, 65.535, 65.536, 1_000.0, 59_999.0, 60_000.0]
)
def test_a_bucket_is_that_of_the_library(milliseconds: float) -> None:
    library = HdrHistogram(1, 60_000_000, 4)
    microseconds = round(milliseconds * 1000)
    library.record_value(microseconds)
    low = library.get_value_from_index(next(at for at, count in enumerate(library.counts) if count))
    high = library.get_highest_equivalent_value(microseconds)
    assert list(times([milliseconds, milliseconds]).values()) == [((low + high) / 2000, 2)]


def test_a_part_of_a_microsecond_is_rounded() -> None:
    assert [times([each]).percentile(0.5) for each in (0.0014, 0.0015, 0.0016)] == [0.001, 0.002, 0.002]
