"""One request and its answer, as they pass the proxy."""

import json
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit

Headers = tuple[tuple[str, str], ...]
"""Names as they were written, in their order; a name may come twice."""


class Side(StrEnum):
    """Whose answer it is: one of Servio's two origins, or somebody else's (which is handed on untouched)."""

    WEB = "web"
    API = "api"
    OTHER = "other"


def value_of(headers: Headers, name: str) -> str | None:
    """Return the first value of a header; None without it."""
    return next((value for other, value in headers if other.lower() == name.lower()), None)


def without(headers: Headers, *names: str) -> Headers:
    """Return headers without these."""
    left_out = {name.lower() for name in names}
    return tuple((name, value) for name, value in headers if name.lower() not in left_out)


@dataclass(frozen=True)
class Request:
    """What was asked. `path` has the query; `number` counts requests of the run from 1, `in_flight` those under way."""

    side: Side
    method: str
    scheme: str
    host: str
    port: int
    path: str
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    number: int = 1
    in_flight: int = 1

    @property
    def route(self) -> str:
        """The path without the query."""
        return urlsplit(self.path).path

    @property
    def query(self) -> dict[str, str]:
        """The query; of a name that comes twice the last value."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def header(self, name: str) -> str | None:
        """Return the first value of a header; None without it."""
        return value_of(self.headers, name)

    def __str__(self) -> str:
        return f"{self.method} {self.side}:{self.route}"


@dataclass(frozen=True)
class Delivery:
    """How an answer comes: seconds until its first byte, bytes a second, and where the connection breaks off."""

    delay: float = 0.0
    bytes_per_second: float | None = None
    cut_after: int | None = None
    """Bytes of the body after which the connection is closed; 0 before the head: no answer at all."""


@dataclass(frozen=True)
class Answer:
    """What goes back. The body is as it is meant, without any content encoding."""

    status: int
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    delivery: Delivery = Delivery()

    def header(self, name: str) -> str | None:
        """Return the first value of a header; None without it."""
        return value_of(self.headers, name)

    @property
    def media_type(self) -> str:
        """The media type, in lower case, without its parameters."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """Whether it is an HTML page."""
        return self.media_type == "text/html"

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def with_status(self, status: int) -> "Answer":
        """Return it with another status."""
        return replace(self, status=status)

    def with_header(self, name: str, value: str) -> "Answer":
        """Return it with this header instead of those of the same name."""
        return replace(self, headers=(*without(self.headers, name), (name, value)))

    def without_header(self, *names: str) -> "Answer":
        """Return it without these headers."""
        return replace(self, headers=without(self.headers, *names))

    def with_body(self, body: bytes | str) -> "Answer":
        """Return it with another body."""
        return replace(self, body=body.encode() if isinstance(body, str) else body)

    def with_json(self, value: Any) -> "Answer":
        """Return it with this body."""
        return self.with_body(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def delivered(self, **changes: Any) -> "Answer":
        """Return it with another delivery."""
        return replace(self, delivery=replace(self.delivery, **changes))
