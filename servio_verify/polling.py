"""The one place where time is waited for."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(
    probe: Callable[[], T],
    timeout: float,
    every: float = 0.1,
    sleep: Callable[[float], None] = time.sleep,  # noqa: TID251 - this is the helper that the rule points to
) -> T:
    """Call the probe until its answer is true-ish, and return that answer.

    `timeout` and `every` are seconds; a browser's `sleep` keeps its events coming. When the time is over,
    the last answer is returned as it is, so that the caller can say what was seen last.
    """
    deadline = time.monotonic() + timeout
    while not (seen := probe()) and time.monotonic() < deadline:
        sleep(every)
    return seen
