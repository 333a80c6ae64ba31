"""Envelopes of Sentry: what a client sends (develop.sentry.dev, Envelopes), a header and items, a line of JSON each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

PROBE = "ServioVerifyProbe"
"""The name of the error that is thrown on purpose; with its message it is one issue of Sentry's for ever."""

TAG = "servio_verify"
"""The tag on everything that the suite causes; its value is the id of the run."""

MADE_UP = "servio_verify_made_up"
"""The tag on what a page reports while the suite answers it in the API's stead."""


@dataclass(frozen=True)
class Event:
    """An error as Sentry is told of it."""

    id: str
    kinds: tuple[str, ...]
    environment: str
    release: str
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_marked(self) -> bool:
        """Whether it is the error that was thrown on purpose."""
        return PROBE in self.kinds


@dataclass(frozen=True)
class Envelope:
    """One envelope: its header, and its items as (header, payload); a payload that is no JSON is None."""

    header: Mapping[str, Any]
    items: tuple[tuple[Mapping[str, Any], Any], ...]

    @property
    def events(self) -> list[Event]:
        """The errors in it."""
        return [_event(payload) for header, payload in self.items if header.get("type") == "event" and payload]

    @property
    def dsn(self) -> str:
        """The DSN in the header, which clients that send through a tunnel add; else nothing."""
        told = self.header.get("dsn")
        return told if isinstance(told, str) else ""


def parse(body: bytes) -> Envelope | None:
    """Return the envelope, or None for what is none."""
    first, _, rest = body.partition(b"\n")
    header = _object(first)
    items = tuple(_items(rest)) if header is not None else ()
    return Envelope(header, items) if header is not None and items else None


def _items(rest: bytes) -> Iterator[tuple[Mapping[str, Any], Any]]:
    while rest:
        line, _, rest = rest.partition(b"\n")
        header = _object(line)
        if header is None or "type" not in header:
            return
        length = header.get("length")
        if isinstance(length, int):
            payload, rest = rest[:length], rest[length:].removeprefix(b"\n")
        else:
            payload, _, rest = rest.partition(b"\n")
        yield header, _object(payload)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _event(payload: Mapping[str, Any]) -> Event:
    thrown = payload.get("exception")
    values = thrown.get("values") if isinstance(thrown, dict) else thrown
    kinds = tuple(str(each.get("type")) for each in values or () if isinstance(each, dict))
    tags = payload.get("tags")
    return Event(
        id=str(payload.get("event_id") or ""),
        kinds=kinds,
        environment=str(payload.get("environment") or ""),
        release=str(payload.get("release") or ""),
        tags={str(name): str(value) for name, value in tags.items()} if isinstance(tags, dict) else {},
    )
