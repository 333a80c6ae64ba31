"""Idempotency keys (`Idempotency-Key`): the same key again gives the first result again, and stores nothing more."""

from collections.abc import Callable

from starlette.requests import Request

from servio_sandbox.shared_state.interface import ResultStore
from servio_sandbox.store.accounts import Identity
from servio_sandbox.store.paging import Json


class Idempotency:
    """Results by account, path and key."""

    def __init__(self, results: ResultStore) -> None:
        self._results = results

    def once(self, request: Request, identity: Identity, make: Callable[[], Json]) -> Json:
        """Return the result of `make`, or the earlier one of this key; two requests at once wait for each other."""
        key = request.headers.get("idempotency-key")
        return self._results.once((identity.id, request.url.path, key), make) if key else make()
