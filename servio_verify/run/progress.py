"""Progress line: one that moves on a terminal; in a log, a line now and then."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from typing import Self, TextIO

Tell = Callable[[str], None]
"""Takes one line about what is going on."""

QUIET_SECONDS = 10.0
"""How often a log gets a line."""


class Progress:
    """Shows the last text, and takes it away at the end of its `with`. `label` says what is waited for."""

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._told = time.monotonic()
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    @property
    def is_due(self) -> bool:
        """Whether something told now would be shown."""
        return self._is_terminal or time.monotonic() - self._told >= QUIET_SECONDS

    def tell(self, text: str) -> None:
        """Show this text in place of the last one."""
        if not self.is_due:
            return
        line = f"{self._label}: {text}"
        if self._is_terminal:
            line = line[: shutil.get_terminal_size().columns - 1]
            if line == self._shown:
                return
            self._stream.write(f"\r\x1b[K{line}")
            self._shown = line
        else:
            self._stream.write(f"{line}\n")
            self._told = time.monotonic()
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = ""


def say(text: str) -> None:
    """Print; a closed pipe (`| head`) changes no exit code (Python's docs, signal, Note on SIGPIPE)."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
