"""Confidence intervals, against published values."""

import pytest

from servio_verify.load.measure import intervals


@pytest.mark.parametrize(("count", "ranks"), [(1000, (936, 964)), (10, (7, 11)), (1_000_000, (949_573, 950_427))])
def test_ranks_of_an_interval_are_the_binomial_ones(count: int, ranks: tuple[int, int]) -> None:
    found = intervals.percentile_ranks(count, 0.95, 0.95)
    assert found == pytest.approx(ranks, abs=1)


def test_wilson_gives_the_published_interval() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662 at 95 %.
    assert intervals.wilson(81, 263, 0.95) == pytest.approx((0.2553, 0.3662), abs=0.0001)
