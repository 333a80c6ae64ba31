"""The place where a deployment names its build: header, JSON path or asset (docs/CONTRACT.md, API: Build)."""

import re
from collections.abc import Iterator
from typing import Any, Protocol


class Answer(Protocol):
    """The parts of an answer in which a build may be named."""

    @property
    def headers(self) -> Any:
        """The headers, by names in any case."""

    @property
    def text(self) -> str:
        """The body as text."""

    def json(self) -> Any:
        """Return the body's JSON. Raises ValueError."""


def path_for(source: str | None) -> str:
    """Return the contract's path whose answer names the build."""
    return "/" if (source or "").startswith("asset:") else "/health"


def read(source: str | None, answer: Answer) -> str | None:
    """Return the build that an answer names, or None; `source` as in an environment file."""
    kind, _, place = (source or "").partition(":")
    if kind == "header":
        return str(answer.headers[place]) if place in answer.headers else None
    if kind == "json":
        return _in_json(answer, place)
    if kind == "asset" and (found := re.search(place, answer.text)):
        return found[1] if found.re.groups else found[0]
    return None


def _in_json(answer: Answer, path: str) -> str | None:
    try:
        value: Any = answer.json()
    except ValueError:
        return None
    for part in _parts(path):
        value = value.get(part) if isinstance(value, dict) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _parts(path: str) -> Iterator[str]:
    yield from (part for part in path.removeprefix("$").split(".") if part)
