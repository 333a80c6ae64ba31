"""Texts that a browser was sent, with their headers and source maps."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Error, Request, Response

from servio_verify.browser.ahead import Ahead
from servio_verify.browser.recording.sent import Sent
from servio_verify.environments.gate import current as admitted

SETTING = ("document", "xhr", "fetch")
"""Resource types whose answers bring cookies."""

_SOURCE_MAP = re.compile(r"^/[/*][#@] sourceMappingURL=(?!data:)([^\s*]+)", re.MULTILINE)
_MAP_HEADERS = ("sourcemap", "x-sourcemap")


class Texts:
    """Fetches each text from the browser once. `is_own` says whether an address is Servio's own."""

    def __init__(self, context: BrowserContext, is_own: Callable[[str], bool]) -> None:
        self._context = context
        self._is_own = is_own
        self._sent: dict[Response, list[Sent]] = {}

    def of(self, responses: Sequence[Response], finished: Collection[Request]) -> Iterator[Sent]:
        """Yield those of these responses; of one whose request has not finished, the headers."""
        new = [each for each in responses if each.request in finished and each not in self._sent]
        texts = [Ahead(self._context, partial(_told, response)) for response in new]  # all are asked for at once
        for response, text in zip(new, texts, strict=True):
            self._sent[response] = list(self._texts(response, text.result()))
        for response in responses:
            yield from self._sent.get(response) or self._texts(response, ("", ""))

    def _texts(self, response: Response, told: tuple[str, str]) -> Iterator[Sent]:
        text, cookies = told
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        yield Sent(response.url, f"{response.url}\n{headers}\n{cookies}\n{text}")
        yield from self._source_map(response, text)

    def _source_map(self, response: Response, text: str) -> Iterator[Sent]:
        # Developer tools fetch it, and so can anybody.
        named = [response.headers[name] for name in _MAP_HEADERS if name in response.headers]
        for reference in dict.fromkeys([*_SOURCE_MAP.findall(text), *named]):
            url = urljoin(response.url, reference)
            if self._is_own(url):
                wanted = admitted.admission().headers_for(url)
                yield Sent(url, self._context.request.get(url, headers=wanted, max_redirects=0).text())


def _told(response: Response) -> tuple[str, str]:
    """Return the text of an answer, and the cookies that came with it: those are not among the headers."""
    kind, text, cookies = response.request.resource_type, "", ""
    with suppress(Error):  # the page is gone
        cookies = "\n".join(response.header_values("set-cookie")) if kind in SETTING else ""
    with suppress(Error):  # a redirect, or a page that is gone, has no body to read
        text = "" if kind in ("image", "font", "media") else response.body().decode("utf-8", errors="replace")
    return text, cookies
