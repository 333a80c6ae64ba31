"""Progress of a start: a line for each part, and one that is updated on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import monotonic


class Progress:
    """What is being started, and since when; parts may start at the same time. Written to standard error."""

    def __init__(self) -> None:
        self._begun = monotonic()
        self._under_way: dict[str, float] = {}
        self._lock = Lock()
        self._over = Event()
        self._width = 0
        self._updates = sys.stderr.isatty()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep the line up to date while the block runs."""
        ticking = Thread(target=self._tick, daemon=True)
        if self._updates:
            ticking.start()
        try:
            yield
        finally:
            self._over.set()
            if self._updates:
                ticking.join()
                with self._lock:
                    self._erase()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Tell that a part is being started, and its line with seconds once it is."""
        start = monotonic()
        with self._lock:
            self._under_way[name] = start
        try:
            yield
        except BaseException:
            with self._lock:
                self._under_way.pop(name, None)
            raise
        with self._lock:
            self._under_way.pop(name, None)
            self._erase()
            sys.stderr.write(f"  {name:<12} {monotonic() - start:5.1f} s\n")
            sys.stderr.flush()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return monotonic() - self._begun

    def _tick(self) -> None:
        while not self._over.wait(0.1):
            with self._lock:
                line = ", ".join(f"{name} {monotonic() - since:.1f} s" for name, since in self._under_way.items())
                sys.stderr.write(f"\r  starting {line}".ljust(self._width))
                self._width = len(line) + 12
                sys.stderr.flush()

    def _erase(self) -> None:
        if self._updates and self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            self._width = 0
