"""Error lines of a log group, and which of them count against the build."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

Line = Mapping[str, Any]

_KIND = re.compile(r"\b[A-Z]\w{0,40}(?:Error|Exception|Rejection)\b")
_REFUSAL = re.compile(r"""(?:status\w*["']?\s*[:=]\s*|HTTP/\d(?:\.\d)?"?\s+|\s)4\d\d(?=[\s,}"')\]]|$)""", re.IGNORECASE)
"""The status of an answer that says that the request was wrong, somewhere in a line."""

_LEVELS = ("level", "severity", "lvl", "levelname", "log.level", "severityText")
_CALM = {"trace", "debug", "verbose", "silly", "http", "info", "information", "notice", "default", "10", "20", "30"}
"""Levels below a warning: of pino and bunyan, winston, Python and Google Cloud."""


def is_calm(line: Line) -> bool:
    """Return whether a line of JSON says by its own level that it is no error, whatever words are in it."""
    message = line["message"].strip()
    try:
        told = json.loads(message) if message.startswith("{") else None
    except (ValueError, RecursionError):
        return False
    if not isinstance(told, dict):
        return False
    level = next((told[key] for key in _LEVELS if key in told), "")
    return str(level).lower() in _CALM


@dataclass(frozen=True)
class ErrorLines:
    """The lines that were found, as FilterLogEvents tells them; `cut` where there are more than were read.

    A line of this run that names a refusal (400 to 499) was provoked by a check that asks for what is not allowed. Any
    other line of this run counts: that the answer was as expected does not make the error less of one.
    """

    found: Sequence[Line]
    run: str
    noise: Mapping[str, str]
    cut: bool = False

    @cached_property
    def counted(self) -> list[Line]:
        """The lines that speak against the build, in the order of their times."""
        lines = [line for line in self.found if not self._is_known(line) and not self._is_provoked(line)]
        return sorted(lines, key=lambda line: int(line["timestamp"]))

    def told(self, where: str) -> str:
        """Return how many lines count, and where the first one is. What they say is not repeated."""
        first = self.counted[0]
        at = datetime.fromtimestamp(first["timestamp"] / 1000, UTC)
        kind = _KIND.search(first["message"])
        many = f"{len(self.counted)} error lines" if self.counted[1:] else "an error line"
        return f"{many} {where}: first {kind[0] if kind else 'one'} at {at:%H:%M:%S}, stream {first['logStreamName']}"

    def left_out(self) -> Iterator[str]:
        """Yield how many lines do not count, and why."""
        known = sum(map(self._is_known, self.found))
        provoked = sum(self._is_provoked(line) and not self._is_known(line) for line in self.found)
        if provoked:
            yield f"logs: {provoked} error lines are of refusals (4xx) that this run asked for: they do not count"
        if known:
            yield f"logs: {known} error lines are known ([monitoring.logs] noise): they do not count"

    def _is_known(self, line: Line) -> bool:
        return any(re.search(pattern, line["message"]) for pattern in self.noise)

    def _is_provoked(self, line: Line) -> bool:
        return self.run in line["message"] and bool(_REFUSAL.search(line["message"]))
