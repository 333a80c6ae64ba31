"""Work in the background that is waited for no longer than there is time."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Deadline:
    """The moment by which an examination is over. `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self, most: float) -> float:
        """Return the seconds that a step may take: `most`, or what is left."""
        return max(0.05, min(most, self._ends - time.monotonic()))


class Attempt(Generic[T]):
    """Work that has begun, in a daemon thread: name resolution knows no time-out, and must not hold the process."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._done = threading.Event()
        self._outcome: list[T] = []
        self._error: Exception | None = None
        threading.Thread(target=self._do, args=(work,), daemon=True).start()

    def _do(self, work: Callable[[], T]) -> None:
        try:
            self._outcome.append(work())
        except Exception as error:  # noqa: BLE001, RUF100 - raised again where the outcome is wanted
            self._error = error
        finally:
            self._done.set()

    def result(self, seconds: float) -> T:
        """Return what came of it, or raise what it raised; TimeoutError where it takes longer."""
        if not self._done.wait(seconds):
            raise TimeoutError(f"no answer within {seconds:.0f} s")
        if self._error is not None:
            raise self._error
        return self._outcome[0]
