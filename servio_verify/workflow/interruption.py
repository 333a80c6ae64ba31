"""Interruption of a run by Ctrl-C, SIGTERM or a closed terminal: noted whatever becomes of the exception, told once.

The exception may get lost: raised in a callback or in a browser's event loop, it comes out as another one, or not at
all, while the browser is gone, because the whole process group was told. Then checks fail for no fault of Servio's.
"""

import asyncio
import atexit
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from servio_verify import process
from servio_verify.run.abort import request_abort


def _running_below(frame: FrameType | None) -> asyncio.AbstractEventLoop | None:
    """Return the event loop that has called what this frame runs; None where none has.

    What it calls is Playwright's connection, which would end by the exception: the browser could not be closed any
    more. The loop itself raises it then. A check's code has a greenlet of its own, with no loop below it.
    """
    while frame and frame.f_code is not asyncio.BaseEventLoop.run_forever.__code__:
        frame = frame.f_back
    return asyncio._get_running_loop() if frame else None


class Interruption:
    """One for each process. `happened` says whether somebody ended the run."""

    def __init__(self) -> None:
        self.happened = False
        self._folder: Path | None = None
        self._told: Callable[[], None] = lambda: None

    def watch(self, folder: Path, told: Callable[[], None] = lambda: None) -> None:
        """Note the signals from now on: stop the run of this folder, and call `told`, besides KeyboardInterrupt."""
        self._folder, self._told = folder, told
        with suppress(ValueError):  # not the main thread
            process.heed(self._note)

    def ignore(self) -> None:
        """Let nothing disturb the cleaning up: an impatient second Ctrl-C would leave things behind."""
        self._hush()
        for number in process.stops():
            signal.signal(number, signal.SIG_IGN)

    def restore(self) -> None:
        """Restore Ctrl-C, last of all."""
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.happened = True
        atexit.register(self._hush)  # the last to be registered is the first to run
        self._told()
        if self._folder is not None:
            with suppress(OSError):  # the exception may do it alone
                request_abort(self._folder, "interrupted")
        if loop := _running_below(frame):
            loop.call_soon_threadsafe(signal.default_int_handler, number, None)
        else:
            signal.default_int_handler(number, frame)

    def _hush(self) -> None:
        """Say nothing of what a browser left undone that was ended in the middle of a step."""
        if self.happened:
            warnings.simplefilter("ignore")
            sys.unraisablehook = lambda _: None
