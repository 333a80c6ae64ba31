"""Work beside the run, in threads that the process does not wait for when it ends: a pool's threads it does."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def beside(work: Callable[[], T]) -> "Future[T]":
    """Return what is being done in a thread that the process does not wait for when it ends."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)
        except BaseException as error:  # such as SystemExit, which must not end the run that waits for it
            future.set_exception(RuntimeError(repr(error)))

    Thread(target=run, daemon=True, name="monitoring").start()
    return future
