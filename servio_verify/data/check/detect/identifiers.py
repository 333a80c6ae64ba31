"""Identifiers among words: an id, a key, a host, a moment, which machines made and nobody is called."""

import re

TOKEN = re.compile(r"[^\s,;()&]+")
MADE = re.compile(
    r"[^\W\d_]\d|\d[^\W\d_]"  # letters and digits in one word
    r"|[^\W_]_[^\W_]|[^\W\d_]:[^\W\d_]"  # cron:nightly
    r"|\d[^\w\s]+(?:[^\W\d_]+[^\w\s]+)+\d"  # 11/Jan/2026
)


def among(value: str) -> list[str]:
    """Return the identifiers of a value."""
    return [token for token in TOKEN.findall(value) if MADE.search(token)]


def without(value: str) -> str:
    """Return a value without them."""
    return TOKEN.sub(lambda token: " " if MADE.search(token[0]) else token[0], value)
