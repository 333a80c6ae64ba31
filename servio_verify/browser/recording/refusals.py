"""What came to the console after a refusal: a page may print why its form was refused."""

from collections.abc import Collection

from playwright.sync_api import BrowserContext, ConsoleMessage, Response

from servio_verify.browser.recording.origins import is_kin
from servio_verify.traffic.lateness import READING


class Refusals:
    """Follows what a context sends to Servio, and knows which refusal a line of its console came after."""

    def __init__(self, context: BrowserContext, own: Collection[str]) -> None:
        self._own = own
        self._last: Response | None = None
        self._before: dict[ConsoleMessage, Response] = {}
        context.on("response", self._on_response)
        context.on("console", self._on_console)

    def line(self, message: ConsoleMessage) -> str:
        """Return what the console says and where; with the write, in a complaint's words, that was refused before."""
        said = f"{message.text} ({message.location['url']}:{message.location['lineNumber']})"
        if (answer := self._before.get(message)) is None:
            return said
        return f"{said} after {answer.request.method} {answer.url} answered {answer.status}"

    def _on_response(self, response: Response) -> None:
        sent = response.request
        if sent.method in READING or sent.resource_type not in ("document", "fetch", "xhr"):
            return
        if is_kin(response.url, self._own):
            self._last = response if response.status >= 400 else None

    def _on_console(self, message: ConsoleMessage) -> None:
        if self._last is not None:
            self._before[message] = self._last
