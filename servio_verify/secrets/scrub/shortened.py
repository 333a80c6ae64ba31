"""What is left of values that somebody shortened: pytest and we write an ellipsis there."""

from collections.abc import Iterator, Sequence

from ahocorasick_rs import BytesAhoCorasick

_CUT = BytesAhoCorasick(["…".encode(), b"...", b"\\u2026"])
_SHORTEST = 8


def spans(text: bytes, values: Sequence[bytes], reach: int) -> Iterator[tuple[int, int]]:
    """Yield where a beginning of a value stands before an ellipsis, or an end behind it, at most `reach` bytes long."""
    for _, start, end in _CUT.find_matches_as_indexes(text):
        before, after = text[max(0, start - reach) : start], text[end : end + reach]
        for value in values:
            if value[:_SHORTEST] in before and (size := _tail(before, value)):
                yield start - size, start
            if value[-_SHORTEST:] in after and (size := _head(after, value)):
                yield end, end + size


def _tail(text: bytes, value: bytes) -> int:
    """Return how long a beginning of the value the text ends with."""
    start = text.rfind(value[:_SHORTEST])
    return len(text) - start if value.startswith(text[start:]) else 0


def _head(text: bytes, value: bytes) -> int:
    """Return how long an end of the value the text begins with."""
    end = text.find(value[-_SHORTEST:]) + _SHORTEST
    return end if value.endswith(text[:end]) else 0
