"""Masking of what a mirror shows: no fact should hold a secret, and where one does, nobody sees it."""

import re
from collections.abc import Iterable

from servio_verify.infra.facts import Unread, Value, shown
from servio_verify.secrets.leaks import LIVE_STRIPE_KEY, SECRET_KEYS
from servio_verify.secrets.scrub.cleaner import REPLACED, replaced
from servio_verify.secrets.scrub.search import Search

_IN_URL = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")
_BY_FORM = (*SECRET_KEYS.values(), LIVE_STRIPE_KEY, _IN_URL)
LONGEST = 300
"""Characters of a value; a longer one is cut."""


class Mask:
    """Shows values without secrets: those that are known, and what is one by its form."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._search = Search(secrets)

    def __call__(self, value: Value | Unread) -> str:
        """Return the value as a person reads it."""
        text = value if isinstance(value, str) else shown(value)
        raw = text.encode("utf-8", "surrogateescape")
        text = replaced(raw, self._search.spans(raw)).decode("utf-8", "surrogateescape")
        for pattern in _BY_FORM:
            text = pattern.sub(REPLACED.decode(), text)
        text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
