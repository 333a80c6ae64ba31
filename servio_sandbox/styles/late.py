"""Style of eventual consistency: a search index and a read replica that are behind."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import swap
from servio_sandbox.store.paging import Json, Page, Paging
from servio_sandbox.store.refusals import NotFound
from servio_sandbox.styles.registry import Need, style

SOME_MORE = 1000
"""Entries that may be too new at the head of a list."""

LATE = Need("read_after_write = 3", "a search is so many seconds late (--search-lag), a list or a read half a second")


@style(LATE)
def late(sandbox: Sandbox) -> None:
    """Reads that come from a replica half a second behind, and searches that are seconds late."""
    options, services = sandbox.settings.style_options, sandbox.services
    _LateReads(services.venues, 1, options.replica_lag, options.search_lag)
    _LateReads(services.menus, 2, options.replica_lag, options.search_lag)
    _LateReads(services.orders, 2, options.replica_lag, options.search_lag)


class _LateReads:
    """Reads of one service as a replica would answer them; what writes return comes from the primary.

    `ids` are how many ids name an entry: its own, and its venue's before it.
    """

    def __init__(self, service: Any, ids: int, replica: float, search: float) -> None:
        self._ids, self._replica, self._search = ids, replica, search
        self._before: dict[str, tuple[float, Json]] = {}  # by id: until when the replica has the old row
        self._own_page = swap(service, "page", self.page)
        self._own_get = swap(service, "get", self.get)
        for name in ("change", "change_status", "delete"):
            if hasattr(service, name):
                self._remember_before(service, name)

    def page(self, paging: Paging, *venue: str) -> Page:
        """Read a page of what is not too new."""
        lag = max(self._replica, self._search) if paging.search else self._replica
        everything = replace(paging, page=1, limit=SOME_MORE + paging.page * paging.limit)
        found: Page = self._own_page(everything, *venue)
        kept = [row | self._old(row["id"]) for row in found.rows if not _younger(row, lag)]
        first = (paging.page - 1) * paging.limit
        hidden = len(found.rows) - len(kept)
        return Page(kept[first : first + paging.limit], paging, found.total - hidden)

    def get(self, *ids: str) -> Json:
        """Read one as it was; NotFound where it is too new."""
        row: Json = self._old(ids[-1]) or self._own_get(*ids)
        if _younger(row, self._replica):
            raise NotFound(f"there is no {ids[-1]}")
        return row

    def _old(self, entry_id: str) -> Json:
        until, row = self._before.get(entry_id, (0.0, {}))
        return row if time.monotonic() < until else {}

    def _remember_before(self, service: Any, name: str) -> None:
        def write(*given: Any) -> Any:
            entry = given[: self._ids]
            row = self._own_get(*entry)
            done = own(*given)
            self._before[entry[-1]] = (time.monotonic() + self._replica, row)
            return done

        own: Callable[..., Any] = swap(service, name, write)


def _younger(row: Json, seconds: float) -> bool:
    return datetime.fromisoformat(row["createdAt"]) > datetime.now(UTC) - timedelta(seconds=seconds)
