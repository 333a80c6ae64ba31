"""Opening of the database that is checked, or whose canaries are made."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from servio_verify.data.check.errors import CannotLookError
from servio_verify.data.check.reading.session import Session
from servio_verify.errors import UsageError
from servio_verify.infra.address import Address, RefusedError, read_address
from servio_verify.infra.database.connection import PORT, SCHEMES, connect
from servio_verify.infra.source import UnreachableError


@contextmanager
def opened(option: str, url: str, seconds: float | None = None) -> Iterator[Session]:
    """Connect, read in one snapshot, and leave nothing behind. Raises UsageError, CannotLookError."""
    try:
        address = read_address(option, url, PORT, SCHEMES)
    except RefusedError as error:
        raise UsageError(str(error)) from None
    try:
        with session_of(address, None, seconds) as session:
            yield session
    except (RefusedError, UnreachableError) as error:
        raise CannotLookError(str(error)) from None


@contextmanager
def session_of(address: Address, ca_file: Path | None, seconds: float | None) -> Iterator[Session]:
    """Do the same at an address. Raises RefusedError, UnreachableError."""
    with closing(connect(address, ca_file)) as connection:
        session = Session(connection, seconds)
        with session.begun():
            yield session
