"""Response times in an HDR histogram: microseconds, four significant digits, up to 60 s.

Only the buckets that hold something are kept: the library's own array takes 1.7 MB, for each endpoint and second.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

from servio_verify.load.measure.intervals import Interval, percentile_rank, percentile_ranks

LONGEST = 60_000_000
"""Microseconds; anything longer is recorded as this."""

PRECISION = 15
"""Bits of a value that count: 2 to their power is the first that holds four digits twice (HdrHistogram's rule)."""

DIGITS_KEPT = 3
"""Of what is kept for later: with four, the library's array takes 1.7 MB."""

PERCENTILE_RULE = "nearest rank: the value at rank ceil(n*p) of the successful answers, HDR histogram of 4 digits"


class ResponseTimes:
    """The response times of one kind of request. Merging two of them equals measuring into one."""

    def __init__(self) -> None:
        self._counts: defaultdict[int, int] = defaultdict(int)
        self.count = 0
        """How many were recorded."""

    def record(self, milliseconds: float) -> None:
        """Add one response time."""
        microseconds = int(milliseconds * 1000 + 0.5)
        if microseconds > LONGEST:
            microseconds = LONGEST
        exponent = microseconds.bit_length() - PRECISION
        bucket = (exponent << PRECISION - 1) + (microseconds >> exponent) if exponent > 0 else microseconds
        self._counts[bucket] += 1
        self.count += 1

    def add(self, other: "ResponseTimes") -> None:
        """Add what another one holds."""
        for bucket, count in other._counts.items():
            self._counts[bucket] += count
        self.count += other.count

    def values(self) -> Iterator[tuple[float, int]]:
        """Yield each time in milliseconds, as it is kept, and how often it was recorded."""
        for bucket, count in self._counts.items():
            yield _middle(bucket), count

    def at_ranks(self, ranks: list[int]) -> list[float]:
        """Return the values at these ranks (from 1) in milliseconds: the middle of the histogram's bucket.

        Rank 0 is 0, a rank above the count is infinite: nothing was measured there.
        """
        buckets = sorted(self._counts)
        below = list(accumulate(self._counts[bucket] for bucket in buckets))
        return [
            0.0 if rank < 1 else math.inf if rank > self.count else _middle(buckets[bisect_left(below, rank)])
            for rank in ranks
        ]

    def percentile(self, share: float) -> float:
        """Return a percentile in milliseconds by PERCENTILE_RULE; 0 where nothing was recorded."""
        return self.at_ranks([percentile_rank(self.count, share)])[0] if self.count else 0.0

    def interval(self, share: float, confidence: float) -> Interval:
        """Return where the true percentile lies, in milliseconds."""
        return Interval(*self.at_ranks([*percentile_ranks(self.count, share, confidence)]))

    def encode(self) -> str:
        """Return it in HdrHistogram's own V2 format, base64, to DIGITS_KEPT digits."""
        from hdrh.histogram import HdrHistogram  # loads what a run needs at its end only

        histogram = HdrHistogram(1, LONGEST, DIGITS_KEPT)
        for bucket, count in self._counts.items():
            histogram.record_value(_bounds(bucket)[0], count)
        return str(histogram.encode().decode())

    def to_wire(self) -> list[int]:
        """Return it as plain numbers: a bucket and its count, and so on."""
        return [number for pair in self._counts.items() for number in pair]

    @classmethod
    def from_wire(cls, numbers: Iterable[int]) -> "ResponseTimes":
        """Return what `to_wire` gave. Raises ValueError for anything else."""
        times, flat = cls(), list(map(int, numbers))
        for bucket, count in zip(flat[::2], flat[1::2], strict=True):
            if bucket < 0 or count < 1:
                raise ValueError(f"no histogram: {count} in bucket {bucket}")
            times._counts[bucket] += count
            times.count += count
        return times


def _bounds(bucket: int) -> tuple[int, int]:
    """Return the lowest and the highest microseconds of a bucket."""
    exponent = max(0, (bucket >> PRECISION - 1) - 1)
    low = (bucket - (exponent << PRECISION - 1)) << exponent
    return low, low + (1 << exponent) - 1


def _middle(bucket: int) -> float:
    low, high = _bounds(bucket)
    return (low + high) / 2000
