"""Eventual consistency: the time that a list, a search or a replica may lag behind a write.

One clock for all clients of a process: what one writes, another may read late.
"""

import time
from typing import TYPE_CHECKING

import httpx

from servio_verify.run.polling import wait_in, wait_until

if TYPE_CHECKING:  # a load run waits too, and has no browser
    from playwright.sync_api import Page

READING = ("GET", "HEAD", "OPTIONS")
NO_THING = ("DELETE",)
"""A deletion is noted by whoever reads after it: cleaning up shall hold up nobody."""

_written: float | None = None
_in_pages = 0.0


def note_write() -> None:
    """Note that something was written just now, perhaps by a browser."""
    global _written
    _written = time.monotonic()


def note(answer: httpx.Response) -> None:
    """Note a write by its answer (an httpx event hook); what was refused wrote nothing."""
    request = answer.request
    wrote = request.method not in (*READING, *NO_THING) and "/auth/" not in request.url.path
    if wrote and not answer.is_client_error:
        note_write()


def allow_pages(seconds: float) -> None:
    """Say how late what a page shows may be."""
    global _in_pages
    _in_pages = seconds


def wait_before_reading(page: "Page") -> None:
    """Hold a page back, as `wait` does an API client, before it is led to what may have been written just now."""
    if (left := _left(_in_pages)) > 0:
        wait_in(page, lambda: False, left)


def wait(request: httpx.Request, seconds: float) -> None:
    """Hold a read back until `seconds` have passed since the last write; 0 holds nothing back."""
    if request.method == "GET" and (left := _left(seconds)) > 0:
        wait_until(lambda: False, left)


def _left(seconds: float) -> float:
    return _written + seconds - time.monotonic() if seconds and _written is not None else 0.0
