"""Builds that answers name: read from the header of each answer of the load, or looked for beside it."""

import json
import re
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from servio_verify.load.driver.client.answer import Answer
from servio_verify.load.driver.client.connection import Reply
from servio_verify.load.driver.client.http_client import Http
from servio_verify.load.measure.builds import NamedBuilds
from servio_verify.load.plan import entry
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.run.marks import Part, marks
from servio_verify.traffic import build_source

EVERY = 5.0
LOOKS = 4
"""Answers of an origin that are looked at before and after the load; meanwhile one, each `EVERY` seconds."""

ANSWER_SECONDS = 5.0


class BuildHeader:
    """The header that names the build, found in an answer without taking its headers apart."""

    def __init__(self, name: str) -> None:
        self._name = name
        line = rb"\r\n" + re.escape(name.encode()) + rb":[ \t]*([^\r]*)"
        self._line = re.compile(line, re.IGNORECASE)

    def read(self, answer: Reply) -> str | None:
        """Return the build that an answer names."""
        if isinstance(answer, Answer):
            found = self._line.search(answer.head)
            return found[1].decode().rstrip() or None if found else None
        return str(answer.headers[self._name]) if answer.headers and self._name in answer.headers else None


def header_of(source: str | None) -> BuildHeader | None:
    """Return the header that names the build, where one does."""
    kind, _, name = (source or "").partition(":")
    return BuildHeader(name) if kind == "header" else None


@dataclass(frozen=True)
class _Read:
    """An answer as `build_source` reads it."""

    headers: Any
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        return json.loads(self.content)


class BuildLooks:
    """Asks the origins of a load for their build, where its environment says that it is told."""

    def __init__(self, order: WorkOrder, trust: Callable[[], ssl.SSLContext]) -> None:
        self._source = order.build
        self.origins = order.origins if order.build else {}
        admission = entry.admission(order.gate, order.web_url, order.api_url)
        alone = marks(Part.PROBE, order.run_id) | {"Connection": "close"}  # a connection each: another task may answer
        self._http = Http(alone, ANSWER_SECONDS, trust, admission)
        self._path = order.build_path

    def look(self, times: int, leave_out: Iterable[str] = ()) -> NamedBuilds:
        """Return what so many answers of each origin named; one that does not answer is not asked again."""
        named = NamedBuilds()
        for origin, address in self.origins.items():
            for _ in range(0 if origin in leave_out else times):
                exchange = self._http.send("GET", address + self._path)
                if exchange.error:
                    break
                read = _Read(exchange.answer.headers or {}, exchange.content)
                if build := build_source.read(self._source, read):
                    named.count(origin, build)
        return named
