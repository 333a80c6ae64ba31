"""Source of the log group: lines of errors in the time of the run.

What a line says stays there: it may hold anybody's data. Its kind is told, and where to look for it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any

from servio_verify.environments.monitoring import LogSettings
from servio_verify.infra.aws.account import Answer
from servio_verify.infra.source import Place
from servio_verify.monitoring.aws.asking import clock_of, gaps, signed_in
from servio_verify.monitoring.aws.error_lines import ErrorLines, is_calm
from servio_verify.monitoring.reading import Reading, Window
from servio_verify.monitoring.source import Source
from servio_verify.run.polling import wait_until

CALLED = "logs"
MOST_PAGES = 10
LOOKS = 5

PATTERN = " ".join(
    f"?{term}"
    for term in (
        *("ERROR", "FATAL", "CRITICAL", "TypeError", "ReferenceError", "RangeError", "SyntaxError"),
        *("UnhandledPromiseRejection", "unhandledRejection", "uncaughtException", '"Error:"'),
        *(r'"\"level\":50"', r'"\"level\":60"', r'"\"level\":\"error\""', r'"\"level\":\"fatal\""'),
    )
)
"""Any of these words: of plain lines, of Node.js, and of JSON lines as pino and winston write them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""


class LogsProbe:
    """The log group in one run; its lines have times of their own, so that nothing is noted before the checks."""

    def __init__(self, place: Place, settings: LogSettings) -> None:
        self._place = place
        self._settings = settings

    def begin(self) -> None:
        """Sign in."""
        self._aws = signed_in(self._place)
        self._ahead = clock_of(self._place, self._aws)

    def end(self, window: Window) -> Reading:
        """Say how many lines of errors there were."""
        window = window.moved(self._ahead)
        where = f"in {self._aws.names.log_group}, {window.told}"
        with gaps():
            if wait := self._settings.wait:  # lines from after the run are there: then its own are
                wait_until(partial(self._has_later, window), wait, every=wait / LOOKS)
            lines = self._lines(window)
            if not lines.found and not self._has_lines(window.begins, window.ends):
                return Reading(gaps=(f"{CALLED}: late or silent, not one line is there {where}",))
        sampled = (f"{CALLED}: sampled, only {len(lines.found)} error lines were read {where}",) if lines.cut else ()
        if lines.counted:
            return Reading((f"{CALLED}: {lines.told(where)}",), sampled, tuple(lines.left_out()))
        well = (f"{CALLED}: no error line {where}",) if not lines.found else ()
        return Reading((), sampled, (*well, *lines.left_out()))

    def _lines(self, window: Window) -> ErrorLines:
        found: list[Mapping[str, Any]] = []
        for number, page in enumerate(self._pages(window.begins, window.ends, self._settings.pattern or PATTERN), 1):
            # Whoever says a pattern means the lines that it finds.
            found += (each for each in page["events"] if self._settings.pattern or not is_calm(each))
            if number == MOST_PAGES and page.get("nextToken"):
                return ErrorLines(found, window.run, self._settings.noise, cut=True)
        return ErrorLines(found, window.run, self._settings.noise)

    def _has_lines(self, begins: datetime, ends: datetime) -> bool:
        pages = islice(self._pages(begins, ends, "", limit=1), MOST_PAGES)
        return any(page["events"] for page in pages)

    def _has_later(self, window: Window) -> bool:
        return self._has_lines(window.ends, datetime.now(UTC) + self._ahead)

    def _pages(self, begins: datetime, ends: datetime, pattern: str, **more: Any) -> Iterator[Answer]:
        """Yield pages of lines; some of them may be empty, with more behind them."""
        asked: dict[str, Any] = {"logGroupName": self._aws.names.log_group, **more}
        asked |= {"startTime": _milliseconds(begins), "endTime": _milliseconds(ends)}
        asked |= {"filterPattern": pattern} if pattern else {}
        token: str | None = ""
        while token is not None:
            page = self._aws.page("logs", "filter_log_events", **asked, **({"nextToken": token} if token else {}))
            token = page.get("nextToken")
            yield page


def _milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)


def _open(place: Place) -> LogsProbe:
    return LogsProbe(place, place.environment.monitoring.logs or LogSettings())


SOURCE = Source("logs", CALLED, _open)
