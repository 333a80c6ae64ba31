"""Values of documents (JSON, hstore) by their keys, in any text: a key says what a column's name says."""

import re
from collections.abc import Iterator

PAIR = re.compile(
    r'"(\w{2,40})\\{0,4}"\s{0,4}(?::|=>)\s{0,4}'
    r'(?:\\{0,4}"((?:[^"\\]|\\[^"]){2,80})\\{0,4}"|(\d{7,15})(?![\w.])|(\[[^\]{}]{2,2000}\]))'
)
ELEMENT = re.compile(r'"((?:[^"\\]|\\.){2,80})"|(?<![\w."-])(\d{7,15})(?![\w.])')
KEY = re.compile(r'"(\w{2,40})"\s{0,4}:')
OBJECT = re.compile(r'(?:"(\w{2,40})"\s{0,4}:\s{0,4})?\{([^{}]{2,4000})\}')
"""An object without others in it, and the key that it stands under."""


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield keys and values: texts, numbers as long as a phone's, and each of them in a list."""
    if '"' not in text:
        return
    for key, words, number, several in PAIR.findall(text):
        if several:
            yield from ((key, value) for value in elements(several))
        else:
            yield key, words or number


def elements(text: str) -> Iterator[str]:
    """Yield the texts and numbers of a list."""
    yield from (words or number for words, number in ELEMENT.findall(text))


def objects(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each innermost object with the key that it stands under; a value that says nothing is empty."""
    for under, inner in OBJECT.findall(text):
        yield under, dict.fromkeys(KEY.findall(inner), "") | dict(pairs(inner))
