"""What holds for every process of ours from its first moment: its streams are open, and it can be told to end."""

import errno
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

AGAIN_SECONDS = 1.0
"""A signal that follows the first so soon is the same one: a terminal, a shell and our parent may all hand it on."""

INTERRUPTED = 2
"""pytest's exit code of a run that was ended so."""

STOPPED = "interrupted: everything is stopped, nothing is left behind"
"""The line that such a run ends with."""

GONE = (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF)
"""Why nothing can be printed any more: `| head` has ended, a full disk, a closed terminal. It changes no exit code."""

USUAL_FILES = 1024
"""Open files of a process, as most systems have it."""

Handler = Callable[[int, FrameType | None], object]


def keep_streams() -> None:
    """Let what nobody can read change no exit code: a closed output leads nowhere, whenever it is closed."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        _keep(stream)


def _keep(stream: Any) -> None:
    if getattr(stream, "is_kept", False):
        return
    stream.is_kept = True
    write, flush = stream.write, stream.flush

    def write_or_not(text: str) -> int:
        _heard_or_not(stream, write, text)
        return len(text)

    stream.write = write_or_not
    stream.flush = lambda: _heard_or_not(stream, flush)


def _open_streams() -> None:
    """Open standard output and standard error where whoever started this process has closed them.

    Python has None for them then. The first file to be opened would take their place, and get what others print.
    """
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is not None:
            continue
        stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - kept
        try:
            os.fstat(number)
        except OSError:  # it took another place that was free
            os.dup2(stream.fileno(), number)
        else:
            os.set_inheritable(number, True)  # for what this process starts
        setattr(sys, name, stream)


def _heard_or_not(stream: Any, act: Callable[..., object], *arguments: str) -> None:
    """Do it; where nobody can read it any more, print into nowhere from now on."""
    try:
        act(*arguments)
    except OSError as error:
        if error.errno not in GONE:
            raise
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def most_files() -> int:
    """Let this process have as many open files as are usual, if its limit may be raised; return how many it may."""
    try:
        import resource
    except ImportError:  # Windows
        return USUAL_FILES
    now, ceiling = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    wanted = USUAL_FILES if ceiling == unlimited else min(USUAL_FILES, ceiling)
    if now == unlimited or now >= wanted:
        return USUAL_FILES if now == unlimited else now
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, ceiling))
    return wanted


def stops() -> list[signal.Signals]:
    """Return the signals that end a run: Ctrl-C, a pipeline's SIGTERM, and a closed terminal, unless nohup is used."""
    hang_up = [signal.SIGHUP] if hasattr(signal, "SIGHUP") else []
    return [signal.SIGINT, signal.SIGTERM, *(each for each in hang_up if signal.getsignal(each) is not signal.SIG_IGN)]


def hang_up_like_sigterm() -> None:
    """Have a closed terminal do what SIGTERM does in this process, now and later."""
    for number in stops():
        if number not in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, Once(lambda *_: os.kill(os.getpid(), signal.SIGTERM)))


class Once:
    """A handler that calls another, but not for what is the same signal once more."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._at: float | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Act on a signal: Python calls this."""
        now = time.monotonic()
        if self._at is not None and now - self._at < AGAIN_SECONDS:
            return
        self._at = now
        self._handler(number, frame)


def heed(handler: Handler) -> None:
    """Have this called, once, for each of the signals that end a run."""
    once = Once(handler)
    for number in stops():
        signal.signal(number, once)
