"""A page with a recorder of everything that it loads."""

from functools import reduce
from time import monotonic
from typing import Self

import httpx
from playwright.sync_api import BrowserContext, Error

from servio_verify.browser.parts.hydration import wait_for_hydration
from servio_verify.browser.parts.loading import load_page
from servio_verify.browser.recording.recorder import Recorder
from servio_verify.failures.check_errors import ResponseError
from servio_verify.failures.exchange import Exchange
from servio_verify.run.polling import wait_in

SETTLE_SECONDS = 10.0
"""A page that still loads after this long is judged as it is, then and whenever it is looked at again."""

LISTEN_SECONDS = 0.5
"""So long a page is listened to once it is at rest: its scripts may fail a moment later."""

_WHEN_IDLE = """() => new Promise(done => {
    if (window.scheduler?.postTask) scheduler.postTask(done, {priority: "background"});
    else (window.requestIdleCallback ?? setTimeout)(done);
    setTimeout(done, 500);
})"""
"""An idle callback is the second choice: Chromium calls none for half a second on a page that draws nothing."""


class Visit:
    """A new page in a context. `own` are the origins of Servio itself."""

    def __init__(self, context: BrowserContext, *own: str) -> None:
        self.recorder = Recorder(context, *own)
        self.page = context.new_page()
        self._settled = -1
        self._rests_since = 0.0
        self._patience = SETTLE_SECONDS

    def open(self, path: str) -> Self:
        """Load an address of the web app, and wait until it has nothing left to load.

        Raises ResponseError where no page comes: what is not there is not judged.
        """
        answer = load_page(self.page, path)
        if answer is not None and not answer.ok:
            shown = Exchange(method="GET", url=answer.url, status=answer.status)
            raise ResponseError(f"no page comes at {path}", shown)
        return self.settle()

    def settle(self) -> Self:
        """Wait until the page has nothing left to load from Servio, and its scripts have taken over what is drawn.

        A page that has told nothing since then is at rest still.
        """
        if self._is_at_rest():
            return self
        wait_for_hydration(self.page)

        def quiet() -> bool:
            loading = self.recorder.pending  # what comes while the page is idle has not been acted upon
            try:
                self.page.evaluate(_WHEN_IDLE)
            except Error:  # the page moves on: it is not at rest yet
                return False
            return not loading and not self.recorder.pending

        # Not sooner than need be: what a page says just after its last answer is heard, too.
        if not wait_in(self.page, quiet, self._patience, pauses=()):
            self._patience = 0
        self._settled = self.recorder.heard
        self._rests_since = self._rests_since or monotonic()
        return self

    def listen(self) -> Self:
        """Settle, and hear what the page says in the moment after it first came to rest."""
        self.settle()
        wait_in(self.page, lambda: monotonic() - self._rests_since >= LISTEN_SECONDS, LISTEN_SECONDS)
        return self.settle()

    def _is_at_rest(self) -> bool:
        if self._settled < 0:
            return False
        try:
            self.page.evaluate("0")  # what the browser has told before it answers is heard
        except Error:  # the page moves on
            return False
        return self.recorder.heard == self._settled and not self.recorder.pending

    def ensure(self, holds: object, wrong: str, *lines: str) -> None:
        """Raise ResponseError with the page's address where something does not hold; `lines` say what was found."""
        if not holds:
            first = reduce(lambda line, origin: line.replace(origin, ""), self.recorder.own, next(iter(lines), ""))
            more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
            sentence = f"{wrong}: {first}{more}" if lines else wrong
            shown = Exchange(method="GET", url=self.page.url, status=httpx.codes.OK)
            raise ResponseError("\n".join([sentence, *lines]), shown)
