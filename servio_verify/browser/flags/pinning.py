"""Pinning of flags in the suite's own pages: the flag service's real answer, with the pinned flags in it.

Only these answers are held for a moment (DevTools protocol, Fetch); Playwright's routes would hold every request and
switch the cache off. What a stream brings later is changed where the page reads it.
"""

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import files
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, CDPSession, Error, Page

from servio_verify.browser.flags.answer import Pinned, with_pins
from servio_verify.browser.flags.noted import note
from servio_verify.browser.gate import OtherBrowserError, on_each_page

ASKED_AT = ("/api/frontend", "/proxy")
PATTERNS = (*(f"*{path}{end}" for path in ASKED_AT for end in ("", "\\?*")), "*/sdk/evalx/*")
STREAM = "stream.js"
FRAMED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers of a body as it was sent."""


def refuse(browser: str, pinned: Pinned) -> None:
    """Raise OtherBrowserError where flags are to be pinned in a browser that has no such protocol."""
    if pinned and browser != "chromium":
        raise OtherBrowserError(f"{browser} cannot be told pinned flags ([monitoring.flags]): run with chromium")


def pin(context: BrowserContext, pinned: Pinned) -> None:
    """Have the context's pages be told these flags."""
    if not pinned:
        return
    script = files(__package__).joinpath(STREAM).read_text(encoding="utf-8")
    context.add_init_script(f"({script})({json.dumps(dict(pinned))})")
    on_each_page(context, lambda page: _hold(page, pinned))


def _hold(page: Page, pinned: Pinned) -> None:
    session = page.context.new_cdp_session(page)

    def let_go(event: Mapping[str, Any]) -> None:
        with suppress(Error):  # the page may be gone
            if answer := _answer(session, event, pinned):
                session.send("Fetch.fulfillRequest", answer)
            else:
                session.send("Fetch.continueRequest", {"requestId": event["requestId"]})

    session.on("Fetch.requestPaused", let_go)
    patterns = [{"urlPattern": pattern, "requestStage": "Response"} for pattern in PATTERNS]
    session.send("Fetch.enable", {"patterns": patterns})


def _answer(session: CDPSession, event: Mapping[str, Any], pinned: Pinned) -> dict[str, Any] | None:
    """Return the answer with the pins; None where it is to stay as it is."""
    if event.get("responseStatusCode") != httpx.codes.OK:
        return None
    told = session.send("Fetch.getResponseBody", {"requestId": event["requestId"]})
    body = base64.b64decode(told["body"]).decode("utf-8", "replace") if told["base64Encoded"] else told["body"]
    changed, names = with_pins(body, pinned)
    if not names:
        return None
    note(names)
    return {
        "requestId": event["requestId"],
        "responseCode": httpx.codes.OK,
        "responseHeaders": [each for each in event["responseHeaders"] if each["name"].lower() not in FRAMED],
        "body": base64.b64encode(changed.encode()).decode(),
    }
