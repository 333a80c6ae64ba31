"""Connections to source and target, from the URLs that the command line gives."""

import psycopg

from servio_verify.data.anonymise.errors import AnonymiseError
from servio_verify.errors import UsageError
from servio_verify.infra.address import Address, RefusedError, read_address
from servio_verify.infra.database.connection import PORT, SCHEMES, connect
from servio_verify.infra.source import UnreachableError


def is_url(told: str) -> bool:
    """Return whether it is the URL of a database, and no file."""
    return told.partition("://")[0] in SCHEMES and "://" in told


def address_of(option: str, told: str) -> Address:
    """Return what the URL of this option says. Raises UsageError."""
    try:
        return read_address(option, told, PORT, SCHEMES)
    except RefusedError as error:
        raise UsageError(str(error)) from None


def opened(address: Address) -> psycopg.Connection:
    """Return a connection. Raises AnonymiseError."""
    try:
        return connect(address, None)
    except (RefusedError, UnreachableError) as error:
        raise AnonymiseError(str(error)) from None
