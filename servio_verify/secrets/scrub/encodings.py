"""The encodings of a secret value, also what base64 makes of it anywhere in a longer text."""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from urllib.parse import quote, quote_plus, unquote, urlsplit

from ahocorasick_rs import BytesAhoCorasick, Implementation
from slugify import slugify

from servio_verify.secrets.scrub import archives

SHORTEST = 6
"""Characters from which on a value is looked for: shorter ones are found by chance in every page."""

TELLING = 8
"""Small letters from which on a value is told from a word of everyday use."""

WORDS = frozenset(
    [
        "servio",
        "postgres",
        "postgresql",
        "password",
        "passwort",
        "secret",
        "changeme",
        "database",
        "localhost",
        "staging",
        "production",
        "development",
        "default",
        "example",
        "username",
        "supabase",
        "testuser",
        "sandbox",
    ]
)


def not_looked_for(secrets: Mapping[str, str]) -> list[str]:
    """Return one line for each secret that cannot be looked for as it stands; its value is no part of it."""
    return [line for name, value in secrets.items() for line in _untold(name, value)]


def _untold(name: str, value: str) -> Iterator[str]:
    user, password = _login(value)
    if len(value) < SHORTEST:
        yield f"{name} has fewer than {SHORTEST} characters: it is not looked for in artifacts"
    elif everyday(value):
        yield f"{name} is a word of everyday use: it is not looked for in artifacts"
    if password and everyday(password, user):
        word = "a user name or a word of everyday use"
        yield f"the password in {name} is {word}: it is looked for within its address only"


def everyday(value: str, user: str = "") -> bool:
    """Return whether a value says nothing by itself: a word that artifacts are full of, or its own user name."""
    return value.lower() in {*WORDS, user.lower()} or (len(value) < TELLING and value.isalpha() and value.islower())


def is_looked_for(value: str) -> bool:
    """Return whether a value is long enough, and no word of everyday use."""
    return len(value) >= SHORTEST and not everyday(value)


def values(secrets: Iterable[str]) -> set[str]:
    """Return the values to look for, with the password in an address as a secret of its own.

    What cannot be told from everyday words is looked for in its place only: `user:password@` of an address.
    """
    found = set()
    for secret in secrets:
        if not everyday(secret):
            found |= {secret, secret.strip(), secret.replace(" ", "+")}
        user, password = _login(secret)
        if everyday(unquote(password), unquote(user)):
            found.add(f"{user}:{password}@")
        else:
            found |= {password, unquote(password)}
    return {value for value in found if len(value) >= SHORTEST}


def _login(address: str) -> tuple[str, str]:
    """Return user and password of an address, as they are written there; empty where it is none."""
    try:
        parts = urlsplit(address)
        return parts.username or "", parts.password or ""
    except ValueError:  # no address, whatever it looks like
        return "", ""


def plain(value: str) -> set[bytes]:
    """Return the value as bytes that may stand in a file or a file's name."""
    slug = slugify(value)
    names = {slug} if len(slug) >= max(SHORTEST, len(value) // 2) else set()
    codecs = ("utf-8", "utf-16-le", "utf-16-be")
    return {*(value.encode(codec, "replace") for codec in codecs), *(name.encode() for name in names)}


def encoded(value: str) -> Iterator[bytes]:
    """Yield what base64 makes of the value, once and twice: the characters that depend on nothing around it."""
    value = value.encode("utf-8", "replace").decode()  # a half of a character is written as `?`
    ways = (str, quote, quote_plus, lambda text: quote(text, safe=""), escape, lambda text: json.dumps(text)[1:-1])
    forms = {way(value).encode() for way in ways}
    for form in forms | {value.encode("utf-16-le")}:
        once = set(_cores(form))
        yield from once
        for core in once:
            yield from _cores(core)


def _cores(content: bytes) -> Iterator[bytes]:
    for before in range(3):
        whole = base64.b64encode(bytes(before) + content)
        # A character that shares its six bits with a neighbour may be any.
        core = whole[-(-before * 8 // 6) : (before + len(content)) * 8 // 6]
        yield core
        yield core.translate(_TO_URL_SAFE)


class Run:
    """A run of base64 in a text from `begin` to `end`, decoded once for each of the four places that a sign can have.

    What begins anywhere in it is an end of one of these four: else a list of objects is decoded once for each of them.
    """

    def __init__(self, text: bytes, begin: int) -> None:
        found = _RUN.match(text, begin)
        self.begin, self.end = found.span() if found else (begin, begin)
        self._signs = found[0].rstrip(b"=").translate(_FROM_URL_SAFE) if found else b""
        self._decoded: dict[int, tuple[int, bytes]] = {}

    def content(self, begin: int) -> tuple[bytes, bytes]:
        """Return what is in it from there on, as far as no earlier call has, and all of that where it is packed."""
        place = begin - self.begin
        first, content = self._decoded.get(place % 4, (-1, b""))
        if first < 0:
            signs = self._signs[place:]
            content = base64.b64decode(signs[: len(signs) - (len(signs) % 4 == 1)] + b"==")
            self._decoded[place % 4] = place, content
            return content, content if archives.is_packed(content) else b""
        at = (place - first) // 4 * 3
        return b"", content[at:] if archives.is_packed(content[at : at + 8]) else b""


class Needles:
    """Many byte strings, looked for at once: by their first bytes, and then each as a whole."""

    def __init__(self, wanted: Iterable[bytes]) -> None:
        self._by_start: dict[bytes, list[bytes]] = {}
        for needle in sorted(set(wanted), reverse=True):
            self._by_start.setdefault(needle[:_START], []).append(needle)
        starts = list(self._by_start)
        self._whole = list(self._by_start.values())
        # A table for so few and short starts stays small, and is several times as fast as what it would choose.
        self._automaton = BytesAhoCorasick(starts, implementation=Implementation.DFA)

    def found(self, text: bytes) -> Iterator[tuple[bytes, int]]:
        """Yield each needle and where it is; of those that begin alike at one place, the longest."""
        for number, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for needle in self._whole[number]:
                if text.startswith(needle, start):
                    yield needle, start
                    break


_START = 8
_RUN = re.compile(rb"[A-Za-z0-9+/_-]+={0,2}")
_TO_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_FROM_URL_SAFE = bytes.maketrans(b"-_", b"+/")
