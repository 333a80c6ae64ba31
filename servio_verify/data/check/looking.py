"""Looking at the text of one place: detectors first, then canaries."""

from collections.abc import Iterator

from servio_verify.data.check.canaries.flock import Flock
from servio_verify.data.check.detect import addresses, digits, emails, names, phones, postal, tokens
from servio_verify.data.check.detect.context import Context
from servio_verify.data.check.detect.forms import is_sealed, plain, seals, texts_of, unpacked
from servio_verify.data.check.detect.found import Found
from servio_verify.data.check.kinds import Kind
from servio_verify.data.check.masked import masked
from servio_verify.data.check.model import Place, Sightings
from servio_verify.data.policy.model import Action


class Look:
    """One place, looked at text by text; a text may be many values, one a line."""

    def __init__(self, place: Place, flock: Flock | None, test_users: frozenset[str] = frozenset()) -> None:
        self.place = place
        self.sightings = Sightings()
        self.is_sealed = False
        """Whether a value was a document or an archive: what it says was not looked at."""

        self._test_users = test_users
        replaced = place.is_derived or (place.decision is not None and place.decision.action is Action.REPLACE)
        self.wants_tokens = flock is not None and flock.has_values
        self.has_canaries = flock is not None
        self._canaries = flock.over(self.sightings, replaced=replaced) if flock else None

    def take(self, text: str, weight: int = 1, values: int = 1) -> None:
        """Look at a text that stands there `weight` times."""
        self.sightings.values += values * weight
        text = plain(text)
        self.is_sealed = self.is_sealed or seals(text)
        for each in (text, *unpacked(text)):
            for found in find(each, self.place.context):
                self._add(found, weight)
            if self._canaries:
                self._canaries.take(each, weight, self.place.context)

    def take_bytes(self, raw: bytes) -> None:
        """Look at bytes that are text, or have texts in them."""
        self.is_sealed = self.is_sealed or is_sealed(raw)
        for text in texts_of(raw):
            self.take(text)

    def take_numbers(self, text: str) -> None:
        """Look at bare numbers, one a line: a phone number of production's is known even where no phones stand."""
        self.take(text, values=0)
        if self._canaries and not self.place.context.phone:
            self._canaries.take_numbers(text)

    def settle(self) -> None:
        """Take off what canaries met by chance; at the end."""
        if self._canaries:
            self._canaries.settle()

    def _add(self, found: Found, weight: int) -> None:
        kind, value, real, *_ = found
        seen = self.sightings.kinds[kind]
        if self._canaries:
            self._canaries.take_found(kind, value, weight)
        if real and kind is Kind.EMAIL and value.lower() in self._test_users:
            real = False
        if not real:
            seen.reserved += weight * (not found.is_bare)
            seen.misses += weight * found.is_bare
            return
        seen.real += weight
        seen.bare += weight * found.is_bare
        if not seen.example:
            seen.example = masked(kind, value)


def find(text: str, context: Context) -> Iterator[Found]:
    """Yield all that has the form of a personal datum."""
    yield from emails.find(text)
    yield from names.find(text, context)
    yield from tokens.find(text)
    if not any(map(text.__contains__, "0123456789")):
        return
    yield from phones.find(text, context)
    for found in digits.find_ibans(text):
        yield found
        text = text.replace(found.value, " ") if found.real else text
    yield from digits.find_cards(text)
    yield from addresses.find(text, context)
    yield from postal.find(text, context)
