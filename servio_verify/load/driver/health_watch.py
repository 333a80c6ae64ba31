"""The watch on the target's health while load is on."""

import ssl
import time
from collections.abc import Callable

import gevent

from servio_verify.failures.kind import GATEWAY_ERRORS
from servio_verify.load.driver.client.http_client import Http
from servio_verify.load.plan import entry
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.run.marks import Part, marks

EVERY = 5.0
EVERY_WHEN_LOST = 1.0
ANSWER_SECONDS = 5.0
"""Seconds that `/health` may take (docs/CONTRACT.md, Web app)."""

LOST_AFTER = 10.0
"""Seconds without readiness after which the target counts as down, not as slow."""


class HealthWatch:
    """Looks at both origins' `/health`. Only a target that was ready can lose it."""

    def __init__(self, order: WorkOrder, trust: Callable[[], ssl.SSLContext]) -> None:
        self._urls = order.health
        admission = entry.admission(order.gate, order.web_url, order.api_url)
        self._http = Http(marks(Part.PROBE, order.run_id), ANSWER_SECONDS, trust, admission)
        self._was_ready = False
        self._since: float | None = None

    def run(self, doubtful: Callable[[], bool], lost: Callable[[str], None]) -> None:
        """Look for ever; call `lost` with what was seen, as long as the target has been down for too long.

        A target whose answers leave no doubt is ready: it is looked at first, and whenever it is `doubtful`.
        """
        while True:
            bad = None
            if doubtful() or not self._was_ready:
                bad = self.problem()
            else:
                self._since = None
            if self._since is not None and time.monotonic() - self._since >= LOST_AFTER:
                lost(f"the target was down for {LOST_AFTER:.0f} s: {bad}")
            gevent.sleep(EVERY_WHEN_LOST if bad else EVERY)

    def problem(self) -> str | None:
        """Return what is wrong with a target that was ready before; None where it is well."""
        bad = [seen for url in self._urls if (seen := self._problem_of(url))]
        self._was_ready = self._was_ready or not bad
        if not bad or not self._was_ready:
            self._since = None
            return None
        self._since = self._since or time.monotonic()
        return "; ".join(bad)

    def _problem_of(self, url: str) -> str | None:
        answer = self._http.send("GET", url)
        if answer.error:
            return f"{url} {type(answer.error).__name__}: {answer.error}"
        return f"{url} answered {answer.status_code}" if answer.status_code in GATEWAY_ERRORS else None
