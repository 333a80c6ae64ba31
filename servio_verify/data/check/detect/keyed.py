"""Values of documents (JSON, hstore) by their keys, in any text: a key says what a column's name says."""

import re
from collections.abc import Iterator
from functools import lru_cache

PAIR = re.compile(
    r'"(\w{2,40})\\{0,4}"\s{0,4}(?::|=>)\s{0,4}'
    r'(?:\\{0,4}"((?:[^"\\]|\\[^"]){2,80})\\{0,4}"|(\d{7,15})(?![\w.])|(\[[^\]{}]{2,2000}\]))'
)
ELEMENT = re.compile(r'"((?:[^"\\]|\\.){2,80})"|(?<![\w."-])(\d{7,15})(?![\w.])')
KEY = re.compile(r'"(\w{2,40})\\{0,4}"\s{0,4}:')
OBJECT = re.compile(r'(?:"(\w{2,40})\\{0,4}"\s{0,4}:\s{0,4})?\{([^{}]{2,4000})\}')
"""An object without others in it, and the key that it stands under."""


@lru_cache(2)
def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Return keys and values: texts, numbers as long as a phone's, and each of them in a list."""
    return tuple(_pairs(text)) if '"' in text else ()


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for key, words, number, several in PAIR.findall(text):
        if several:
            yield from ((key, value) for value in elements(several))
        else:
            yield key, words or number


def elements(text: str) -> Iterator[str]:
    """Yield the texts and numbers of a list."""
    yield from (words or number for words, number in ELEMENT.findall(text))


@lru_cache(2)
def objects(text: str) -> tuple[tuple[str, str], ...]:
    """Return the text of each innermost object, after the key that it stands under."""
    return tuple(OBJECT.findall(text)) if "{" in text else ()


def values_of(inner: str) -> dict[str, str]:
    """Return an object's values by their keys; one that says nothing is empty."""
    return dict.fromkeys(KEY.findall(inner), "") | dict(_pairs(inner))
