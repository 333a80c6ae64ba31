"""Interfaces of the shared state: in memory for one process, in Redis for several tasks."""

from collections.abc import Callable
from typing import Any, Protocol

Key = tuple[str, ...]


class RequestCounter(Protocol):
    """Counters of requests in fixed windows."""

    async def count(self, key: Key, window: int) -> int:
        """Count one more request for `key` in this window, a number that rises; return how many there were."""
        ...


class ResultStore(Protocol):
    """Results of requests that must take effect once."""

    def once(self, key: Key, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return what the first call for `key` made; calls at the same time wait for it.

        An exception of `make` is raised and not kept: the next call makes it anew.
        """
        ...
