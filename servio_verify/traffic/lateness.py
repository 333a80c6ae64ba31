"""Eventual consistency: the time that a list, a search or a replica may lag behind a write.

One clock for all clients of a process: what one writes, another may read late.
"""

import time

import httpx

from servio_verify.run.polling import wait_until

READING = ("GET", "HEAD", "OPTIONS")
NO_THING = ("DELETE",)
"""A deletion is noted by whoever reads after it: cleaning up shall hold up nobody."""

_written: float | None = None


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


def wait(request: httpx.Request, seconds: float) -> None:
    """Hold a read back until `seconds` have passed since the last write; 0 holds nothing back."""
    if seconds and _written is not None and request.method == "GET":
        left = _written + seconds - time.monotonic()
        if left > 0:
            wait_until(lambda: False, left)
