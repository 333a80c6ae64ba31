"""`Idempotency-Key`: the same key again gives the first answer again, and stores nothing more."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from starlette.requests import Request

from servio_sandbox.store.accounts import Identity
from servio_sandbox.store.paging import Json


class Idempotency:
    """Answers by account, path and key; the oldest are forgotten beyond 10,000."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str, str], tuple[Lock, list[Json]]] = OrderedDict()
        self._lock = Lock()

    def once(self, request: Request, identity: Identity, make: Callable[[], Json]) -> Json:
        """Make it, unless this key has made it before; two requests at once wait for each other."""
        key = request.headers.get("idempotency-key")
        if not key:
            return make()
        with self._lock:
            lock, made = self._answers.setdefault((identity.id, request.url.path, key), (Lock(), []))
            while len(self._answers) > 10_000:
                self._answers.popitem(last=False)
        with lock:
            if not made:
                made.append(make())
            return made[0]
