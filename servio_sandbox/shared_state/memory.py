"""Shared state in memory, for a sandbox that is one process."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from servio_sandbox.shared_state.interface import Key
from servio_sandbox.store.database import Database
from servio_sandbox.store.sessions import Identity, account_by_id

MAX_RESULTS = 10_000


class MemoryRequestCounter:
    """Counters of the current window only; those of an earlier one are dropped."""

    def __init__(self) -> None:
        self._window = 0
        self._counts: dict[Key, int] = {}

    async def count(self, key: Key, window: int) -> int:
        """Count one more request for `key` in this window; return how many there were."""
        if window != self._window:
            self._window = window
            self._counts.clear()
        self._counts[key] = self._counts.get(key, 0) + 1
        return self._counts[key]


class MemoryResultStore:
    """The newest 10,000 results; the oldest are dropped."""

    def __init__(self) -> None:
        self._results: OrderedDict[Key, tuple[Lock, list[dict[str, Any]]]] = OrderedDict()
        self._lock = Lock()

    def once(self, key: Key, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return what the first call for `key` made; calls at the same time wait for it."""
        with self._lock:
            lock, made = self._results.setdefault(key, (Lock(), []))
            while len(self._results) > MAX_RESULTS:
                self._results.popitem(last=False)
        with lock:
            if not made:
                made.append(make())
            return made[0]


class MemorySessions:
    """Sessions that this process alone knows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._accounts: dict[str, str] = {}

    def open(self, digest: str, account_id: str) -> None:
        """Keep a new session."""
        self._accounts[digest] = account_id

    def identity_of(self, digest: str) -> Identity | None:
        """Return the account of a session that has not ended."""
        return account_by_id(self._database, self._accounts.get(digest))

    def end(self, digest: str) -> None:
        """End a session for good."""
        self._accounts.pop(digest, None)

    def end_all(self, account_id: str) -> None:
        """End every session of an account."""
        self._accounts = {digest: other for digest, other in self._accounts.items() if other != account_id}
