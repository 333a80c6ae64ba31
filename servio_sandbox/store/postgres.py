"""PostgreSQL as several tasks share it: a small pool, time-outs everywhere, a schema that others may change."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import create_engine, exc, make_url

from servio_sandbox.log import log
from servio_sandbox.settings import SandboxError
from servio_sandbox.store.database import Connection, Database, Row
from servio_sandbox.store.migrations.schema import behind, take_turn, upgrade
from servio_sandbox.store.refusals import Unavailable

LIMITS = {"statement_timeout": 3000, "lock_timeout": 2000, "idle_in_transaction_session_timeout": 10_000}
"""In milliseconds, kept by the server."""

OPTIONS = {
    "pool_size": 5,
    "max_overflow": 5,
    "pool_timeout": 2,
    "pool_pre_ping": True,
    "pool_recycle": 600,
    "connect_args": {
        "connect_timeout": 2,
        "keepalives_idle": 5,
        "keepalives_interval": 1,
        "keepalives_count": 3,
        "tcp_user_timeout": 5000,
        "options": " ".join(f"-c {name}={value}" for name, value in LIMITS.items()),
    },
}
READ_ONLY = "25006"
NO_CONNECTION = re.compile("too many (clients|connections)|connection slots")
"""What the server says while one connects, which has no code yet."""

TROUBLES = {
    READ_ONLY: "the database is read-only",
    "53100": "the database's disk is full",
    "53300": "the database has no connection left",
    "55P03": "the database is locked: a statement waited for too long",
    "57014": "the database is too slow: a statement was given up",
}


class PostgresDatabase(Database):
    """PostgreSQL, its schema kept by migrations."""

    errors = (exc.SQLAlchemyError,)
    illnesses = (exc.OperationalError, exc.InternalError, exc.InterfaceError, exc.TimeoutError)

    def __init__(self, url: str, *, migrate: bool) -> None:
        if make_url(url).get_backend_name() != "postgresql":
            raise SandboxError("the database cannot be used: it is neither SQLite nor PostgreSQL")
        self._engine = create_engine(url, **OPTIONS)
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._migrate = migrate
        self._is_current = False

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction that commits at the end of the block."""
        with self._engine.begin() as connection:
            yield _Connection(connection)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a connection for reading."""
        with self._reading.connect() as connection:
            yield _Connection(connection)

    def prepare(self) -> bool:
        """Apply the migrations, or only look; return whether the schema is as this build needs it."""
        if self._migrate:
            upgrade(self._engine)
            return True
        try:
            self.ping()
        except Unavailable as ill:
            log(ill.message)
        except exc.SQLAlchemyError as error:
            log(self.trouble(error))
        return self._is_current

    def wait_for_turn(self, db: Connection) -> None:
        """Wait until no other task is in a block like this one, until the transaction ends."""
        assert isinstance(db, _Connection)  # noqa: S101 (it is one of ours)
        take_turn(db.connection)

    def ping(self) -> None:
        """Query the database; raises Unavailable where it cannot be written or its schema is behind."""
        with self._reading.connect() as connection:
            read_only = connection.execute(_text("SHOW transaction_read_only")).scalar() == "on"
            missing = None if self._is_current else behind(connection)
        if read_only:
            self._engine.dispose()
            raise Unavailable(TROUBLES[READ_ONLY])
        if missing:
            raise Unavailable(missing)
        self._is_current = True

    def trouble(self, error: Exception) -> str:
        """Return what an error of the database means; after a failover, connections lead to the new server."""
        if isinstance(error, exc.TimeoutError):
            return "every connection of this task to the database is in use"
        code = getattr(getattr(error, "orig", None), "sqlstate", None)
        if code == READ_ONLY:
            self._engine.dispose()
        if code is None and NO_CONNECTION.search(str(error)):
            code = "53300"
        return TROUBLES.get(code or "", "the database does not answer")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


class _Connection(Connection):
    lock = " FOR UPDATE"

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self.connection = connection

    def rows(self, statement: str, **values: Any) -> list[Row]:
        return [dict(row) for row in self.connection.execute(_text(statement), values).mappings()]

    def write(self, statement: str, *rows: Row) -> None:
        self.connection.execute(_text(statement), list(rows))


_text = lru_cache(500)(sqlalchemy.text)
