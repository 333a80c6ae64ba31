"""Regular expressions for secrets by form: tokens and passwords in JSON, headers, cookies, typed passwords."""

import re
from collections.abc import Iterator

from ahocorasick_rs import BytesAhoCorasick

Span = tuple[int, int]

_TEXT = rb'(?P<value>(?:[^"\\]++|\\.)++)'
_MEMBER = re.compile(rb'(?i:oken|assword)(?P<nested>\\+)?"\s*:\s*\\*"(?P<value>(?(nested)[^"\\]|(?:[^"\\]|\\.))+)')
_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+')
_TYPED = re.compile(rb'"(?:\s*,\s*"strict":\w+)?\s*,\s*"(?:value|text)"\s*:\s*"' + _TEXT)
"""What follows the string that names a field of a password."""
_HEADER = re.compile(rb'(?i:ookie|uthorization|pi-key)"\s*,\s*"value"\s*:\s*"' + _TEXT)
_BEARER = re.compile(rb"(?i:earer)\s+(?P<value>[\w.~+/-]{16,}=*)")
_BASIC = re.compile(rb"asic\s+(?P<value>[A-Za-z0-9+/_-]{12,}=*)(?=[\s\"'\\,;)]|$)")
_COOKIE_LIST = re.compile(rb'ookies"\s*:\s*\[(?:[^\]"]++|"(?:[^"\\]++|\\.)*+"?)*+')
_COOKIE_VALUE = re.compile(rb'"value"\s*:\s*"' + _TEXT)
_COOKIE_LINE = re.compile(
    rb"""(?i:ookie)\\*["']?\s*:\s*\\*["']?[\w.-]+=[^\s"'\\<>;,]{8,}(?:;\s*[\w.-]+(?:=[^\s"'\\<>;,]*)?)*"""
)
_COOKIE_PAIR = re.compile(rb"(?P<name>[\w.-]+)=(?P<value>[^\s;]{8,})")
_ATTRIBUTES = {b"expires", b"max-age", b"domain", b"path", b"samesite"}

_FORMS = {
    "oken": (_MEMBER,),
    "assword": (_MEMBER,),
    "ookie": (_HEADER,),
    "uthorization": (_HEADER,),
    "pi-key": (_HEADER,),
    "pi-Key": (_HEADER,),
    "PI-Key": (_HEADER,),
    "earer": (_BEARER,),
    "asic": (_BASIC,),
}
"""What may stand at each word: a word is found much faster than the patterns, which are tried there."""

_WORDS = [(form, word) for word in _FORMS for form in (word, word.upper())]
_MARKS = BytesAhoCorasick([form.encode() for form, _ in _WORDS])


def spans(text: bytes) -> Iterator[Span]:
    """Yield where such values are; what was replaced already is none."""
    seen = listed = 0
    for number, mark, after in _MARKS.find_matches_as_indexes(text):
        _, word = _WORDS[number]
        for pattern in _FORMS[word]:
            if (found := pattern.match(text, mark)) and _is_new(found):
                yield found.span("value")
        if word == "ookie":
            if mark >= listed and (cookies := _COOKIE_LIST.match(text, mark)):
                listed = cookies.end()
                values = _COOKIE_VALUE.finditer(text, *cookies.span())
                yield from (value.span("value") for value in values if _is_new(value))
            yield from _cookie_line(text, mark)
        elif word == "assword" and mark >= seen:  # a page may say it a thousand times in one string
            seen = next(_STRING.finditer(text, after)).end()
            if (typed := _TYPED.match(text, seen)) and _is_new(typed):
                yield typed.span("value")


def _cookie_line(text: bytes, mark: int) -> Iterator[Span]:
    if line := _COOKIE_LINE.match(text, mark):
        for pair in _COOKIE_PAIR.finditer(text, *line.span()):
            if pair["name"].lower() not in _ATTRIBUTES and _is_new(pair):
                yield pair.span("value")


def _is_new(found: re.Match[bytes]) -> bool:
    return not found["value"].startswith(b"[scrubbed]")
