"""A page with a recorder of everything that it loads."""

from playwright.sync_api import BrowserContext

from servio_verify.browser.recorder import Recorder
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
