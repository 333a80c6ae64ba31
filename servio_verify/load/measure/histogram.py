"""Response times in an HDR histogram: microseconds, three significant digits, up to 60 s."""

import math
from bisect import bisect_left
from itertools import accumulate

from hdrh.histogram import HdrHistogram

from servio_verify.load.measure.intervals import Interval, percentile_rank, percentile_ranks

LONGEST = 60_000_000
"""Microseconds; anything longer is recorded as this."""

DIGITS = 3
PERCENTILE_RULE = "nearest rank: the value at rank ceil(n*p) of the successful answers, HDR histogram of 3 digits"


class ResponseTimes:
    """The response times of one kind of request. Merging two of them equals measuring into one."""

    def __init__(self) -> None:
        self._histogram = HdrHistogram(1, LONGEST, DIGITS)
        self.record_microseconds = self._histogram.record_value

    def record(self, milliseconds: float) -> None:
        """Add one response time."""
        microseconds = round(milliseconds * 1000)
        self.record_microseconds(microseconds if microseconds < LONGEST else LONGEST)

    @property
    def count(self) -> int:
        """How many were recorded."""
        return int(self._histogram.total_count)

    def add(self, other: "ResponseTimes") -> None:
        """Add what another one holds."""
        self._histogram.add(other._histogram)

    def at_ranks(self, ranks: list[int]) -> list[float]:
        """Return the values at these ranks (from 1) in milliseconds: the middle of the histogram's bucket.

        Rank 0 is 0, a rank above the count is infinite: nothing was measured there.
        """
        histogram = self._histogram
        if not histogram.total_count:
            return [0.0 if rank < 1 else math.inf for rank in ranks]
        first = histogram.get_counts_array_index(histogram.min_value)
        last = histogram.get_counts_array_index(histogram.max_value)
        below = list(accumulate(histogram.counts[first : last + 1]))
        return [self._at(rank, first, below) for rank in ranks]

    def _at(self, rank: int, first: int, below: list[int]) -> float:
        if rank < 1:
            return 0.0
        if rank > below[-1]:
            return math.inf
        low = self._histogram.get_value_from_index(first + bisect_left(below, rank))
        return float(low + self._histogram.get_highest_equivalent_value(low)) / 2000

    def percentile(self, share: float) -> float:
        """Return a percentile in milliseconds by PERCENTILE_RULE; 0 where nothing was recorded."""
        return self.at_ranks([percentile_rank(self.count, share)])[0] if self.count else 0.0

    def interval(self, share: float, confidence: float) -> Interval:
        """Return where the true percentile lies, in milliseconds."""
        return Interval(*self.at_ranks([*percentile_ranks(self.count, share, confidence)]))

    def encode(self) -> str:
        """Return it in HdrHistogram's own V2 format, base64."""
        return str(self._histogram.encode().decode())

    @classmethod
    def decode(cls, text: str) -> "ResponseTimes":
        """Return what `encode` wrote. Raises ValueError for anything else."""
        times = cls()
        try:
            times._histogram.decode_and_add(text)
        except Exception as error:  # the library raises a type of its own for each way to be broken
            raise ValueError(f"no HDR histogram: {error}") from error
        return times
