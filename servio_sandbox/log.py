"""Lines that a sandbox says on its standard output and in its log, the standard error."""

import contextlib
import os
import sys
import time

REPEAT_SECONDS = 5
_said: dict[str, float] = {}


def say(text: str, stream: int = 1) -> None:
    """Write a line straight to the descriptor: whoever listened may be gone, and that is no reason for a traceback."""
    with contextlib.suppress(OSError):
        os.write(stream, f"{text}\n".encode())


def log(text: str) -> None:
    """Write a line to the log; the same line again only after 5 s, however many requests it concerns."""
    moment = time.monotonic()
    if moment - _said.get(text, -REPEAT_SECONDS) >= REPEAT_SECONDS:
        _said[text] = moment
        say(f"servio_sandbox: {text}", sys.stderr.fileno())
