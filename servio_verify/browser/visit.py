"""A page with a recorder of everything that it loads."""

from functools import reduce

import httpx
from playwright.sync_api import BrowserContext

from servio_verify.browser.recorder import Recorder
from servio_verify.results.check_errors import ResponseError
from servio_verify.results.exchange import Exchange
from servio_verify.run.polling import wait_in

SETTLE_SECONDS = 10.0
"""A page that still loads after this long is judged as it is."""

_WHEN_IDLE = "() => new Promise(done => (window.requestIdleCallback ?? setTimeout)(() => done(), {timeout: 500}))"


class Visit:
    """A new page in a context. `own` are the origins of Servio itself."""

    def __init__(self, context: BrowserContext, *own: str) -> None:
        self.recorder = Recorder(context, *own)
        self.page = context.new_page()

    def settle(self) -> None:
        """Wait until the page has nothing left to load."""

        def quiet() -> bool:
            self.page.evaluate(_WHEN_IDLE)
            return not self.recorder.pending

        wait_in(self.page, quiet, SETTLE_SECONDS)

    def ensure(self, holds: object, wrong: str, *lines: str) -> None:
        """Raise ResponseError with the page's address where something does not hold; `lines` say what was found."""
        if not holds:
            first = reduce(lambda line, origin: line.replace(origin, ""), self.recorder.own, next(iter(lines), ""))
            more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
            sentence = f"{wrong}: {first}{more}" if lines else wrong
            shown = Exchange(method="GET", url=self.page.url, status=httpx.codes.OK)
            raise ResponseError("\n".join([sentence, *lines]), shown)
