"""Values that are no secret, whatever their variable is called: switches, paths, words, addresses."""

import re
from urllib.parse import urlsplit

_PLAIN = re.compile(
    r"\d{1,5}[a-z]{0,2}|true|false|yes|no|on|off|none|null|(en|dis)abled|arn:aws[\w-]*:\S*|/(app|etc|run|var)/\S*"
    r"|include|omit|same-origin|pk_(live|test)_\w+|pk\.eyJ[\w.-]+|phc_\w+|pub[0-9a-f]{32}",
    re.IGNORECASE,
)
"""Switches, lengths of time, what AWS calls a thing, and keys that Stripe, Mapbox, PostHog and Datadog publish."""

_SEPARATORS = re.compile(r"[-_.:/#@{}*$\\\"'()<>?&]+")
_WORD = re.compile(
    r"([A-Z]?[a-z]{1,15}|[A-Z]{1,15})([A-Z][a-z]{1,15}|(?<=[a-z])[A-Z]{2,4}){0,4}\d{0,3}|v?\d{1,4}"
    r"|argon2i?d?|A(128|192|256)(GCM|KW|CBC)|p256|secp256[kr]1|x25519|ed25519",
)
"""A word, several in camel case, a number, the name of an algorithm."""

_PASSPHRASE = re.compile(r"[a-z]+(-[a-z]+){3,}")
_LEAST = 6
"""From this length on, a part of an address that is no words is what lets one in."""


def is_plain(value: str) -> bool:
    """Return whether a value is no secret, whatever its name: a switch, a number, a path, a key for browsers."""
    return bool(_PLAIN.fullmatch(value)) or _is_path(value)


def is_readable(value: str) -> bool:
    """Return whether each part of a value is a word, a path, an address of something, or a number; none is random."""
    return all(_is_words(each) for each in re.split(r"[,;=\s]+", value) if each)


def _is_path(value: str) -> bool:
    return "/" in value and "://" not in value and all(map(_WORD.fullmatch, _parts(value)))


def _is_words(value: str) -> bool:
    if is_plain(value):
        return True
    if re.match(r"https?://", value):
        return _is_open(value)
    return not _PASSPHRASE.fullmatch(value) and all(map(_WORD.fullmatch, _parts(value)))


def _is_open(url: str) -> bool:
    """Return whether an address has nothing in it that only few know."""
    parts = urlsplit(url)
    inside = re.split(r"[/=&?]+", f"{parts.path}/{parts.query}/{parts.fragment}")
    return all(len(each) < _LEAST or all(map(_WORD.fullmatch, _parts(each))) for each in inside)


def _parts(value: str) -> list[str]:
    return [each for each in _SEPARATORS.split(value) if each]
