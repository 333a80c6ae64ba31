"""A drift, and the hands that make one and take it back."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from selftest.support.aws.front import Front, Rewrite, changed
from selftest.support.aws.made import Aws

Hand = Callable[[Aws, Front], AbstractContextManager[None]]


@dataclass(frozen=True)
class Drift:
    """A change, and what the checks say of it: by the name of a fact, its value and what it must be."""

    hand: Hand
    said: dict[str, tuple[str, str]]

    def __str__(self) -> str:
        name = next(iter(self.said))
        return f"{name}-{re.sub(r'[^a-z0-9.]+', '-', self.said[name][0].lower())[:30]}"


def drift(hand: Hand, fact: str, value: str, agreed: str, **more: tuple[str, str]) -> Drift:
    """Return a drift that turns one check red; `more` are those that cannot but turn red with it."""
    return Drift(hand, {fact: (value, agreed), **{name.replace("__", "."): said for name, said in more.items()}})


def there_and_back(change: Callable[[Aws], Any], back: Callable[[Aws], Any]) -> Hand:
    """Return a hand that calls AWS, and calls it again afterwards."""

    @contextmanager
    def hand(aws: Aws, _: Front) -> Iterator[None]:
        change(aws)
        try:
            yield
        finally:
            back(aws)

    return hand


def told(operation: str, rewrite: Rewrite) -> Hand:
    """Return a hand that changes an answer: for what the stand-in cannot be made to do."""
    return lambda _, front: front.plant(operation, rewrite)


def json_told(operation: str, change: Callable[[Any], None]) -> Hand:
    """Return a hand that changes the document of a JSON answer."""
    return told(operation, changed(change))


def text_told(operation: str, old: str, new: str) -> Hand:
    """Return a hand that puts other words into an answer in XML."""

    def rewrite(text: str) -> str:
        assert re.search(old, text), f"{operation} says no {old}: {text}"
        return re.sub(old, new, text, count=1)

    return told(operation, rewrite)
