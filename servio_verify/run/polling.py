"""The one place where time is waited for."""

import argparse
import math
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # a load run waits too, and has no browser
    from playwright.sync_api import Page

T = TypeVar("T")

PAUSES = (0.01, 0.02, 0.04)
"""Seconds between the first looks at a page: most of what is waited for there is about to happen."""


def seconds(text: str) -> float:
    """Return the seconds that an option of the command line says; argparse.ArgumentTypeError where it says none."""
    try:
        said = float(text)
    except ValueError:
        said = math.nan
    if not 0 <= said < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds; write it like 30, or 0")
    return said


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


def wait_in(page: "Page", probe: Callable[[], T], timeout: float, pauses: Iterable[float] = PAUSES) -> T:
    """Wait as `wait_until` does, with the browser's events coming meanwhile, and look more often at first."""
    first = iter(pauses)
    return wait_until(probe, timeout, sleep=lambda usual: page.wait_for_timeout(next(first, usual) * 1000))
