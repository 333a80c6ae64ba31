"""Regular expressions for secrets by form: tokens and passwords in JSON, headers, cookies, typed passwords."""

import re
from collections.abc import Iterator

from ahocorasick_rs import BytesAhoCorasick

Span = tuple[int, int]

_TEXT = rb'(?P<value>(?:[^"\\]|\\.)+)'
_MEMBER = re.compile(rb'(?i:oken|assword)(?P<nested>\\+)?"\s*:\s*\\*"(?P<value>(?(nested)[^"\\]|(?:[^"\\]|\\.))+)')
_TYPED = re.compile(rb'(?i:assword)(?:[^"\\]|\\.)*"(?:\s*,\s*"strict":\w+)?\s*,\s*"(?:value|text)"\s*:\s*"' + _TEXT)
_HEADER = re.compile(rb'(?i:ookie|uthorization|pi-key)"\s*,\s*"value"\s*:\s*"' + _TEXT)
_BEARER = re.compile(rb"(?i:earer)\s+(?P<value>[\w.~+/-]{16,}=*)")
_BASIC = re.compile(rb"asic\s+(?P<value>[A-Za-z0-9+/_-]{12,}=*)(?=[\s\"'\\,;)]|$)")
_COOKIE_LIST = re.compile(rb'ookies"\s*:\s*\[(?P<value>(?:[^\]"]|"(?:[^"\\]|\\.)*")+)\]')
_COOKIE_VALUE = re.compile(rb'"value"\s*:\s*"' + _TEXT)
_COOKIE_LINE = re.compile(
    rb"""(?i:ookie)\\*["']?\s*:\s*\\*["']?(?P<value>[\w.-]+=[^\s"'\\<>;,]{8,}(?:;\s*[\w.-]+(?:=[^\s"'\\<>;,]*)?)*)"""
)
_COOKIE_PAIR = re.compile(rb"(?P<name>[\w.-]+)=(?P<value>[^\s;]{8,})")
_ATTRIBUTES = {b"expires", b"max-age", b"domain", b"path", b"samesite"}

_ONE_VALUE = (_MEMBER, _TYPED, _HEADER, _BEARER, _BASIC)
_WORDS = ("oken", "assword", "ookie", "uthorization", "pi-key", "pi-Key", "PI-Key", "earer", "asic")
_MARKS = BytesAhoCorasick([form.encode() for word in _WORDS for form in (word, word.upper())])
"""What each of these has in it: found much faster than the patterns, which are tried there."""


def spans(text: bytes) -> Iterator[Span]:
    """Yield where such values are; what was replaced already is none."""
    for _, mark, _ in _MARKS.find_matches_as_indexes(text):
        for pattern in _ONE_VALUE:
            if (found := pattern.match(text, mark)) and _is_new(found):
                yield found.span("value")
        if cookies := _COOKIE_LIST.match(text, mark):
            for found in _COOKIE_VALUE.finditer(text, *cookies.span("value")):
                if _is_new(found):
                    yield found.span("value")
        if line := _COOKIE_LINE.match(text, mark):
            for pair in _COOKIE_PAIR.finditer(text, *line.span("value")):
                if pair["name"].lower() not in _ATTRIBUTES and _is_new(pair):
                    yield pair.span("value")


def _is_new(found: re.Match[bytes]) -> bool:
    return not found["value"].startswith(b"[scrubbed]")
