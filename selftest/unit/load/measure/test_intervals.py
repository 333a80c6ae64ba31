"""Confidence intervals, against published and exact values."""

import math
import random
from fractions import Fraction

import pytest

from servio_verify.load.measure import intervals


@pytest.mark.parametrize(("count", "ranks"), [(1000, (936, 964)), (10, (7, 11)), (1_000_000, (949_573, 950_427))])
def test_ranks_of_an_interval_are_the_binomial_ones(count: int, ranks: tuple[int, int]) -> None:
    found = intervals.percentile_ranks(count, 0.95, 0.95)
    assert found == pytest.approx(ranks, abs=1)


def exact_ranks(count: int, share: float, confidence: float) -> tuple[int, int]:
    """The ranks by their definition, in fractions."""
    hit, tail = Fraction(share), (1 - Fraction(confidence)) / 2
    terms = [math.comb(count, k) * hit**k * (1 - hit) ** (count - k) for k in range(count + 1)]
    below = [sum(terms[: k + 1]) for k in range(count + 1)]
    return (
        next(k for k, total in enumerate(below) if total >= tail),
        next(k for k, total in enumerate(below) if total >= 1 - tail) + 1,
    )


@pytest.mark.parametrize("seed", range(20))
def test_ranks_are_exact_for_small_samples(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a table, no secret
    count, share = draw.randint(1, 60), draw.choice([0.001, 0.05, 0.5, 0.9, 0.95, 0.99, 0.999])
    confidence = draw.choice([0.5, 0.9, 0.95, 0.99, 0.999])
    assert intervals.percentile_ranks(count, share, confidence) == exact_ranks(count, share, confidence)


@pytest.mark.parametrize(
    ("count", "share", "confidence", "ranks"),
    [
        (0, 0.95, 0.99, (0, 1)),
        (1, 0.95, 0.99, (0, 2)),
        (2, 0.5, 0.5, (0, 2)),  # a tie: 0 of 2 are below the median in just a quarter of all samples
        (103, 0.95, 0.99, (91, 104)),
        (104, 0.95, 0.99, (92, 104)),
        (20, 0.95, 1.0, (9, 21)),
    ],
)
def test_ranks_at_the_ends(count: int, share: float, confidence: float, ranks: tuple[int, int]) -> None:
    assert intervals.percentile_ranks(count, share, confidence) == ranks


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_interval(hits: int, count: int, low: float, high: float) -> None:
    # Newcombe 1998, table I, method 3, at 95 %.
    assert intervals.wilson(hits, count, 0.95) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize("count", range(1, 40))
def test_what_never_happened_may_be_impossible_and_what_always_did_certain(count: int) -> None:
    assert intervals.wilson(0, count, 0.99).low == 0.0
    assert intervals.wilson(count, count, 0.99).high == 1.0
    assert intervals.wilson(0, count, 0.99).high == pytest.approx(1 - intervals.wilson(count, count, 0.99).low)


def test_without_a_sample_every_share_is_possible() -> None:
    assert intervals.wilson(0, 0, 0.99) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("count", "seconds", "low", "high"),
    [
        (0, 10, 0.0, 0.19600),
        (3, 1, 0.0, 6.91993),
        (99, 1, 79.40036, 118.59964),
        (99, 10, 7.94004, 11.85996),
        (9_999, 100, 98.03004, 101.94996),
    ],
)
def test_a_rate_is_its_count_give_or_take_its_root(count: int, seconds: float, low: float, high: float) -> None:
    # count ± 1.95996 * sqrt(count + 1), never below 0, a second
    assert intervals.poisson(count, seconds, 0.95) == pytest.approx((low, high), abs=0.00001)
