"""The one place where the stack waits for a condition."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


def pause(seconds: float) -> None:
    """Wait so many seconds; for loops that look at something."""
    Event().wait(seconds)


def wait_until(probe: Callable[[], T], seconds: float, every: float = 0.05) -> T:
    """Call the probe until its answer is true-ish or the seconds are over, and return its last answer."""
    end = monotonic() + seconds
    while not (seen := probe()) and monotonic() < end:
        pause(every)
    return seen
