"""Found: one value in a text that has the form of a kind of personal data."""

from typing import NamedTuple

from servio_verify.data.check.kinds import Kind


class Found(NamedTuple):
    """A value. `real` is False where its form says that it is nobody's, or fails its check digit."""

    kind: Kind
    value: str
    real: bool
    place: str = ""
    """The value as canaries know it, where that is another."""

    is_bare: bool = False
    """Digits that are a phone number, or one that was filled up with zeros: what stands beside it tells."""
