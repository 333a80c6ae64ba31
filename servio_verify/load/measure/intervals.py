"""Confidence intervals for what a sample says: percentiles by order statistics, rates by Wilson, counts by Poisson.

All of them take the samples of a run as independent. Neighbouring answers are not quite that (one slow second is
shared by all users), so that the true intervals are a little wider: hence the high default confidence of profiles.
"""

import math
from statistics import NormalDist
from typing import NamedTuple


class Interval(NamedTuple):
    """The bounds of the true value; `inf` where the sample is too small to tell."""

    low: float
    high: float


def z_score(confidence: float) -> float:
    """Return the two-sided standard score of a confidence such as 0.99."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def percentile_rank(count: int, share: float) -> int:
    """Return the rank (from 1) of a percentile by the nearest-rank rule: ceil(count * share)."""
    return max(1, math.ceil(count * share - 1e-9))


def percentile_ranks(count: int, share: float, confidence: float) -> tuple[int, int]:
    """Return the ranks (from 1) of the two samples between which the true percentile lies.

    Exact: the number of samples below the true percentile is binomial (David and Nagaraja, Order Statistics, 7.1).
    Rank 0 means that no sample is low enough, rank `count + 1` that none is high enough.
    """
    tail = (1 - confidence) / 2
    return _binomial_quantile(count, share, tail), _binomial_quantile(count, share, 1 - tail) + 1


def wilson(hits: int, count: int, confidence: float) -> Interval:
    """Return Wilson's score interval for a share (Wilson 1927); everything is possible without a sample."""
    if count == 0:
        return Interval(0.0, 1.0)
    z = z_score(confidence)
    share, spread = hits / count, z * z / count
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    return Interval(centre - half if hits else 0.0, centre + half if hits < count else 1.0)


def poisson(count: int, seconds: float, confidence: float) -> Interval:
    """Return the interval of a rate in events a second (normal approximation; wide where events are few)."""
    half = z_score(confidence) * math.sqrt(count + 1)
    return Interval(max(0.0, count - half) / seconds, (count + half) / seconds)


def _binomial_quantile(count: int, share: float, probability: float) -> int:
    """Return the smallest k with P(B <= k) >= probability, for B ~ Binomial(count, share)."""
    # Nothing that counts lies more than ten standard deviations below the mean.
    k = max(0, math.floor(count * share - 10 * math.sqrt(count * share * (1 - share))))
    choose = math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1)
    mass = total = math.exp(choose + k * math.log(share) + (count - k) * math.log1p(-share))
    while total < probability and k < count:
        mass *= (count - k) / (k + 1) * share / (1 - share)
        k += 1
        total += mass
    return k
