"""Builds that pages named to a browser: a listener for every context."""

from collections.abc import Iterable
from contextlib import suppress

from playwright.sync_api import Browser, BrowserContext, Error, Response

from servio_verify.traffic import builds_seen
from servio_verify.traffic.builds_seen import SERVICE_WORKER

DOCUMENT = "document"
COUNTED = (DOCUMENT, "xhr", "fetch")
"""Resource types whose build counts; an asset may be of an older one."""

_documents: list[Response] = []


def listen(browser: Browser) -> None:
    """Note what each context of this browser is told, from now on."""
    if builds_seen.followed():
        browser.on("context", lambda context: context.on("response", _note))


def read_pages(contexts: Iterable[BrowserContext]) -> None:
    """Note the pages that are still there, where the text of a page tells its build. The contexts must be open."""
    seen, open_now = builds_seen.followed(), list(contexts)
    for document in [each for each in _documents if each.frame.page.context in open_now]:
        _documents.remove(document)
        with suppress(Error):  # a page that was left has no text any more
            if seen:
                seen.note_page(document.url, document.text(), document.headers)


def _note(response: Response) -> None:
    seen, kind = builds_seen.followed(), response.request.resource_type
    if not seen or kind not in COUNTED:
        return
    if seen.in_pages and kind == DOCUMENT and response.ok:
        _documents.append(response)
    elif seen.in_header:
        more = {SERVICE_WORKER: "yes"} if response.from_service_worker else {}
        seen.note_headers(response.url, response.headers, page=kind == DOCUMENT, more=more)
