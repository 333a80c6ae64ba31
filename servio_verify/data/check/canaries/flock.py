"""Flock of canaries, watched for in any text: token by token, names as two words that stand together."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from servio_verify.data.check.canaries.digests import CanaryKey, normal, pair
from servio_verify.data.check.canaries.file import Canaries
from servio_verify.data.check.detect.context import Context
from servio_verify.data.check.detect.names import fold, words_of
from servio_verify.data.check.kinds import Kind
from servio_verify.data.check.masked import masked
from servio_verify.data.check.model import Sightings

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
TOGETHER = re.compile(rf"(?<![^\W\d_]){_WORD}(?:[ \t\xa0,._-]{{1,3}}{_WORD})+")
TOKEN = re.compile(r"[^\s\"'{}\[\](),;<>]{5,}")
MOST_PAIRS = 100_000
SHUFFLED = 200_000
ADDRESSES = 0.5
"""Share of the addresses of a column from which on it was not replaced: made-up streets meet real ones by chance."""


class Flock:
    """All canaries, with the key that tells them."""

    def __init__(self, canaries: Canaries, key: CanaryKey) -> None:
        self._digests = {use: frozenset(found) for use, found in canaries.digests.items()}
        self._key = key
        self.knows_word = lru_cache(200_000)(self._knows_word)
        self.has_values = bool(self._digests.get(Kind.VALUE))

    def knows(self, use: str, value: str) -> bool:
        """Return whether a value in its normal form is production's."""
        known = self._digests.get(use)
        return bool(known) and self._key.of(use, value) in (known or ())

    def knows_pair(self, one: str, other: str) -> bool:
        """Return whether two words are somebody's name."""
        return self.knows_word(one) and self.knows_word(other) and self.knows(Kind.NAME, pair(one, other))

    def over(self, sightings: Sightings, *, replaced: bool = False) -> "Watch":
        """Return what watches over one place."""
        return Watch(self, sightings, replaced=replaced)

    def _knows_word(self, word: str) -> bool:
        return len(word) > 1 and self.knows("word", word)


class Watch:
    """Canaries of one place. Where names are pseudonyms, some are production's by chance: `settle` takes those off."""

    def __init__(self, flock: Flock, sightings: Sightings, *, replaced: bool) -> None:
        self._flock = flock
        self._sightings = sightings
        self._replaced = replaced
        self._pairs: dict[int, set[tuple[str, str]]] = defaultdict(set)
        self._addresses = 0

    def take_found(self, kind: Kind, value: str, weight: int) -> None:
        """Look whether what a detector found is production's."""
        if kind not in (Kind.NAME, Kind.ADDRESS) and self._flock.knows(kind, normal(kind, value)):
            self._note(kind, value, weight)

    def take_numbers(self, text: str) -> None:
        """Look for phone numbers among bare numbers, one a line."""
        for line in text.splitlines():
            if self._flock.knows(Kind.PHONE, normal(Kind.PHONE, line)):
                self._note(Kind.PHONE, line, 1)

    def take(self, text: str, weight: int, context: Context) -> None:
        """Look for names, and for values of no kind of their own."""
        for line in TOGETHER.findall(text):
            for at, (one, other) in enumerate(pairwise(words_of(line))):
                self._take_pair(at, one, other, weight)
        if self._flock.has_values:
            for token in TOKEN.findall(text):
                if self._flock.knows(Kind.VALUE, fold(token)):
                    self._note(Kind.VALUE, token, weight)
        if context.address:
            for line in text.splitlines():
                if self._flock.knows(Kind.ADDRESS, normal(Kind.ADDRESS, line)):
                    self._addresses += weight

    def settle(self) -> None:
        """Count the names that are more than chance, and the addresses if the column was not replaced."""
        seen = self._sightings.kinds
        if self._addresses > ADDRESSES * self._sightings.values or (self._addresses and not self._replaced):
            seen[Kind.ADDRESS].canaries = self._addresses
        if not self._replaced or not self._pairs or not seen[Kind.NAME].canaries:
            return
        hits = sum(self._flock.knows_pair(*pair) for pairs in self._pairs.values() for pair in pairs)
        mean = sum(self._by_chance(sorted(pairs)) for pairs in self._pairs.values())
        more = hits - mean if hits > mean + 3 * math.sqrt(mean) else 0
        seen[Kind.NAME].canaries = math.ceil(seen[Kind.NAME].canaries * more / hits) if hits else 0

    def _take_pair(self, at: int, one: str, other: str, weight: int) -> None:
        """Look at two words that stand at a place of a text, such as its beginning: there the words are of a kind."""
        if self._replaced and len(self._pairs[at]) < MOST_PAIRS:
            self._pairs[at].add((one, other))
        if self._flock.knows_pair(one, other):
            self._note(Kind.NAME, f"{one} {other}", weight)

    def _note(self, kind: Kind, value: str, weight: int) -> None:
        seen = self._sightings.kinds[kind]
        seen.canaries += weight
        if not seen.example:
            seen.example = masked(kind, value)

    def _by_chance(self, pairs: list[tuple[str, str]]) -> float:
        """Return how many pairs are production's when each first word stands with another's second."""
        shifts = list(_shifts(len(pairs)))
        found = sum(
            self._flock.knows_pair(one, pairs[(at + shift) % len(pairs)][1])
            for shift in shifts
            for at, (one, _) in enumerate(pairs)
        )
        return found / len(shifts) if shifts else 0.0


def _shifts(count: int) -> Iterator[int]:
    rounds = min(count - 1, max(1, SHUFFLED // max(count, 1)))
    yield from (1 + at * (count - 1) // rounds for at in range(rounds))
