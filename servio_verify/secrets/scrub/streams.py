"""Takes secrets out of what is printed, at the last moment: whatever writes to a stream of this process."""

import errno
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from servio_verify import process
from servio_verify.secrets.scrub.cleaner import replaced
from servio_verify.secrets.scrub.search import Search

GONE = (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF)
"""Why nothing can be printed any more: `| head` has ended, a full disk, a closed terminal. It changes no exit code."""

HIDDEN = "[a line was left out: it could not be scrubbed]\n"


class Streams:
    """Standard output and standard error of this process, from now on without the secrets that `known` tells.

    The streams stay the objects that they are, because pytest and logging have kept them; only their `write` changes.
    """

    def __init__(self, known: Callable[[], Iterable[str]]) -> None:
        self._known = known
        self._values: frozenset[str] | None = None
        self._search: Search | None = None
        process.open_streams()
        self._watch(sys.stdout)
        self._watch(sys.stderr, after=sys.stdout)

    def _watch(self, stream: Any, after: Any = None) -> None:
        write, flush = stream.write, stream.flush

        def write_clean(text: str) -> int:
            if after is not None:  # in a pipe it waits for more, and a run's last line would not be the last
                after.flush()
            _heard_or_not(stream, write, self._clean(text))
            return len(text)

        stream.write = write_clean
        stream.flush = lambda: _heard_or_not(stream, flush)

    def _clean(self, text: str) -> str:
        if len(text) < 4:  # a dot, an end of a line
            return text
        try:
            values = frozenset(self._known())
            if self._search is None or values != self._values:
                self._search, self._values = Search(values), values
            raw = text.encode("utf-8", "surrogateescape")
            spans = self._search.spans(raw)
            return replaced(raw, spans).decode("utf-8", "surrogateescape") if spans else text
        except Exception:  # what cannot be scrubbed is not printed
            return HIDDEN


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
