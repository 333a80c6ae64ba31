"""Reading of rows: a short transaction that can write nothing, in a session that is UTC."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from servio_verify.infra.address import address_of
from servio_verify.infra.database.connection import PORT, SCHEMES, connect
from servio_verify.infra.source import Place

VARIABLE = "DATABASE_URL"
_LIMITS = "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = 5000; SET LOCAL lock_timeout = 1000"


@contextmanager
def rows_of(place: Place) -> Iterator[psycopg.Connection]:
    """Open the environment's database. Raises UnreachableError, RefusedError."""
    address = address_of(place.environment, VARIABLE, PORT, SCHEMES)
    with connect(address, place.environment.ca_file) as opened, opened.transaction(force_rollback=True):
        opened.execute(f"{_LIMITS}; SET LOCAL timezone = 'UTC'")
        yield opened


def why_unread(error: psycopg.Error) -> str:
    """Return why rows could not be read, without a value of any."""
    return " ".join((error.diag.message_primary or "the connection was lost").split())[:90]
