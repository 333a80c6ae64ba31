"""Texts that a browser was sent, with their headers and source maps."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Error, Request, Response

from servio_verify.browser.ahead import Ahead
from servio_verify.browser.recording.sent import Sent
from servio_verify.environments.gate import current as admitted

_SOURCE_MAP = re.compile(r"^//[#@] sourceMappingURL=(?!data:)(\S+)", re.MULTILINE)


class Texts:
    """Fetches each text from the browser once. `is_own` says whether an address is Servio's own."""

    def __init__(self, context: BrowserContext, is_own: Callable[[str], bool]) -> None:
        self._context = context
        self._is_own = is_own
        self._sent: dict[Response, list[Sent]] = {}

    def of(self, responses: Sequence[Response], finished: Collection[Request]) -> Iterator[Sent]:
        """Yield those of these responses; of one whose request has not finished, the headers."""
        new = [each for each in responses if each.request in finished and each not in self._sent]
        texts = [Ahead(self._context, partial(_text, response)) for response in new]  # all are asked for at once
        for response, text in zip(new, texts, strict=True):
            self._sent[response] = list(self._texts(response, text.result()))
        for response in responses:
            yield from self._sent.get(response) or self._texts(response, "")

    def _texts(self, response: Response, text: str) -> Iterator[Sent]:
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        yield Sent(response.url, f"{response.url}\n{headers}\n{text}")
        yield from self._source_map(response, text)

    def _source_map(self, response: Response, text: str) -> Iterator[Sent]:
        # Developer tools fetch it, and so can anybody.
        for reference in _SOURCE_MAP.findall(text):
            url = urljoin(response.url, reference)
            if self._is_own(url):
                wanted = admitted.admission().headers_for(url)
                yield Sent(url, self._context.request.get(url, headers=wanted, max_redirects=0).text())


def _text(response: Response) -> str:
    if response.request.resource_type in ("image", "font", "media"):
        return ""
    try:
        return response.body().decode("utf-8", errors="replace")
    except Error:  # a redirect, or a page that is gone, has no body to read
        return ""
