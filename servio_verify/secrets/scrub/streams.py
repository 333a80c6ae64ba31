"""Takes secrets out of what is printed, at the last moment: whatever writes to a stream of this process."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from servio_verify import process
from servio_verify.secrets.scrub.cleaner import replaced
from servio_verify.secrets.scrub.search import Search

HIDDEN = "[a line was left out: it could not be scrubbed]\n"


class Streams:
    """Standard output and standard error of this process, from now on without the secrets that `known` tells.

    The streams stay the objects that they are, because pytest and logging have kept them; only their `write` changes.
    """

    def __init__(self, known: Callable[[], Iterable[str]]) -> None:
        self._known = known
        self._values: frozenset[str] | None = None
        self._search: Search | None = None
        process.keep_streams()
        self._watch(sys.stdout)
        self._watch(sys.stderr, after=sys.stdout)

    def _watch(self, stream: Any, after: Any = None) -> None:
        write = stream.write

        def write_clean(text: str) -> int:
            if after is not None:  # in a pipe it waits for more, and a run's last line would not be the last
                after.flush()
            write(self._clean(text))
            return len(text)

        stream.write = write_clean

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
