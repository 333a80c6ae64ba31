"""Shutdown on a signal or at the end of standard input, at any moment."""

import asyncio
import os
import signal
import threading
from types import FrameType


class Stop:
    """Shutdown request; can be made before there is an event loop."""

    def __init__(self) -> None:
        self.requested = False
        self._waiting: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def request(self) -> None:
        """Request the shutdown; safe from a signal handler and from another thread."""
        self.requested = True
        if self._waiting:
            loop, event = self._waiting
            loop.call_soon_threadsafe(event.set)

    def on_signals(self) -> None:
        """Take SIGINT and SIGTERM from now on; no exception is ever raised out of a handler."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._handle)

    def on_end_of_stdin(self) -> None:
        """Stop when standard input ends: the sandbox then never outlives a parent that was killed."""
        threading.Thread(target=self._drain_stdin, name="stdin", daemon=True).start()

    async def wait(self) -> None:
        """Return once the shutdown is requested."""
        event = asyncio.Event()
        self._waiting = (asyncio.get_running_loop(), event)
        if not self.requested:
            await event.wait()
        self._waiting = None

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self.request()

    def _drain_stdin(self) -> None:
        try:
            while os.read(0, 4096):
                pass
        except OSError:
            pass  # a stdin that cannot be read has ended, too
        self.request()
