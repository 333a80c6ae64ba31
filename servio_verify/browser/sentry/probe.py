"""Marked error: thrown in a page on purpose, and what was seen of it on its way to Sentry."""

import re
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page, Request, Response

from servio_verify.browser.sentry import envelope, running
from servio_verify.browser.sentry.address import SentryAddress
from servio_verify.browser.sentry.envelope import PROBE, Envelope, Event
from servio_verify.browser.sentry.limits import drops_errors, limited
from servio_verify.browser.sentry.running import RunningClient
from servio_verify.run.polling import wait_in

MESSAGE = "thrown on purpose by servio-verify, to see that errors arrive"
_POLICY = re.compile(r"Content.Security.Policy")
LEAVES_SECONDS = 5.0
"""A client sends at once; one that is loaded when the first error comes takes a moment."""

ANSWERED_SECONDS = 10.0
TRIES = 20
"""So many errors are thrown where a client reports only a share of them."""

_THROW = """([name, message]) => {
  const code = `const e = new Error(${JSON.stringify(message)}); e.name = ${JSON.stringify(name)}; throw e;`;
  let thrower;
  try { thrower = new Function(`${code}\\n//# sourceURL=${location.origin}/servio-verify.js`); }
  catch { thrower = () => { const e = new Error(message); e.name = name; throw e; }; }
  queueMicrotask(thrower);
}"""


@dataclass
class Report:
    """An envelope on its way: where it went, and what came of it. `status` is None while nobody has answered."""

    url: str
    envelope: Envelope
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    failure: str = ""
    answer: Response | None = field(default=None, repr=False)

    @property
    def address(self) -> SentryAddress | None:
        """The project that it is for."""
        return SentryAddress.of_envelope(self.url, self.envelope)

    @property
    def marked(self) -> Event | None:
        """The marked error in it, if it is there."""
        return next((event for event in self.envelope.events if event.is_marked), None)

    @property
    def is_over(self) -> bool:
        """Whether it is known what came of it."""
        return self.status is not None or bool(self.failure)

    def read_body(self) -> None:
        """Fetch the start of the answer, where it says why it refuses; a browser may have none."""
        if self.answer is not None and not self.answer.ok:
            with suppress(Error):
                self.body = self.answer.body().decode("utf-8", errors="replace")[:2000]


class Reports:
    """Envelopes that leave a page from now on, and what its policy kept in."""

    def __init__(self, page: Page) -> None:
        self.all: list[Report] = []
        self.kept_in: list[str] = []
        self._by_request: dict[Request, Report] = {}
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("requestfailed", self._on_failed)
        page.on("console", lambda message: self._on_console(message.text))

    @property
    def marked(self) -> Report | None:
        """The envelope with the marked error."""
        return next((report for report in self.all if report.marked), None)

    @property
    def limits(self) -> str:
        """Why Sentry drops errors for now, as far as it has said so."""
        told = (limited(each.status, each.headers) for each in self.all if each.status is not None)
        return next(filter(None, map(drops_errors, told)), "")

    def _on_request(self, request: Request) -> None:
        found = envelope.parse(request.post_data_buffer or b"") if request.method == "POST" else None
        if found:
            self._by_request[request] = Report(request.url, found)
            self.all.append(self._by_request[request])

    def _on_response(self, response: Response) -> None:
        if report := self._by_request.get(response.request):
            report.answer, report.status, report.headers = response, response.status, dict(response.headers)

    def _on_failed(self, request: Request) -> None:
        if report := self._by_request.get(request):
            report.failure = request.failure or "it failed"

    def _on_console(self, text: str) -> None:
        if _POLICY.search(text) and ("envelope" in text or "sentry" in text.lower()):
            self.kept_in.append(text)


@dataclass(frozen=True)
class Thrown:
    """What was seen of the marked error: the client, how often it was thrown, and the envelope that left."""

    client: RunningClient | None
    times: int
    report: Report | None
    limits: str
    kept_in: tuple[str, ...]


def throw(page: Page, reports: Reports) -> Thrown:
    """Throw the marked error until it leaves; once, except where the client reports a share of all errors only.

    It is not thrown where the client says that it is off.
    """
    client = running.read(page)
    times = 0
    if client is None or not client.is_off:
        most = TRIES if client and client.rate < 1 else 1
        while times < most and not reports.marked and not reports.limits:
            times += 1
            _throw_once(page)
            wait_in(page, lambda: reports.marked or reports.kept_in, LEAVES_SECONDS / most)
        client = client or running.read(page)
    if (report := reports.marked) is not None:
        wait_in(page, lambda: report.is_over, ANSWERED_SECONDS)
        report.read_body()
    return Thrown(client, times, report, reports.limits, tuple(reports.kept_in))


def _throw_once(page: Page) -> None:
    page.evaluate(_THROW, [PROBE, MESSAGE])
