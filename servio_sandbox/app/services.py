"""Services behind the API; a fault may replace the methods of any of them."""

from collections.abc import Callable
from dataclasses import dataclass

from servio_sandbox.api.idempotency import Idempotency
from servio_sandbox.api.limits import WINDOW
from servio_sandbox.settings import Settings
from servio_sandbox.shared_state.interface import RequestCounter, ResultStore
from servio_sandbox.shared_state.memory import MemoryRequestCounter, MemoryResultStore
from servio_sandbox.store.accounts import Accounts
from servio_sandbox.store.database import Database
from servio_sandbox.store.menus import Menus
from servio_sandbox.store.orders import Orders
from servio_sandbox.store.sessions import DatabaseSessions, Sessions
from servio_sandbox.store.venues import Venues


@dataclass(frozen=True)
class SharedState:
    """What tasks share beside the database; `ping` says whether its server is well, where it has one."""

    sessions: Sessions
    results: ResultStore
    request_counter: RequestCounter
    ping: Callable[[], None] | None = None
    close: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Services:
    """Services of one sandbox."""

    database: Database
    accounts: Accounts
    venues: Venues
    menus: Menus
    orders: Orders
    idempotency: Idempotency
    shared_state: SharedState

    @property
    def request_counter(self) -> RequestCounter:
        """Counter of the rate limits."""
        return self.shared_state.request_counter

    @property
    def pings(self) -> dict[str, Callable[[], None]]:
        """Servers that these services need, by name, and how to see whether each is well."""
        redis = self.shared_state.ping
        return {"database": self.database.ping} | ({"redis": redis} if redis else {})

    def close(self) -> None:
        """Close every connection."""
        self.shared_state.close()
        self.database.close()


def open_services(database: Database, settings: Settings) -> Services:
    """Return the services over one database, with the shared state in memory or in Redis."""
    shared = _in_redis(database, settings) if settings.task.redis_url else _in_memory(database)
    return Services(
        database,
        Accounts(database, shared.sessions, settings.api_key),
        Venues(database),
        Menus(database),
        Orders(database),
        Idempotency(shared.results),
        shared,
    )


def _in_memory(database: Database) -> SharedState:
    return SharedState(DatabaseSessions(database), MemoryResultStore(), MemoryRequestCounter())


def _in_redis(database: Database, settings: Settings) -> SharedState:
    from servio_sandbox.shared_state import redis  # slow to import

    clients = redis.RedisClients(settings.task.redis_url or "", settings.task.redis_ca)
    return SharedState(
        redis.RedisSessions(clients, database),
        redis.RedisResultStore(clients),
        redis.RedisRequestCounter(clients, WINDOW),
        clients.ping,
        clients.close,
    )
