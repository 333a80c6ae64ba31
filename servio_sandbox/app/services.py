"""Services behind the API; a fault may replace the methods of any of them."""

from dataclasses import dataclass

from servio_sandbox.api.idempotency import Idempotency
from servio_sandbox.shared_state.interface import RequestCounter
from servio_sandbox.shared_state.memory import MemoryRequestCounter, MemoryResultStore
from servio_sandbox.store.accounts import Accounts
from servio_sandbox.store.database import Database
from servio_sandbox.store.menus import Menus
from servio_sandbox.store.orders import Orders
from servio_sandbox.store.venues import Venues


@dataclass(frozen=True)
class Services:
    """Services of one sandbox."""

    database: Database
    accounts: Accounts
    venues: Venues
    menus: Menus
    orders: Orders
    idempotency: Idempotency
    request_counter: RequestCounter


def open_services(database: Database, api_key: str) -> Services:
    """Return the services over one database, with the shared state in memory."""
    return Services(
        database,
        Accounts(database, api_key),
        Venues(database),
        Menus(database),
        Orders(database),
        Idempotency(MemoryResultStore()),
        MemoryRequestCounter(),
    )
