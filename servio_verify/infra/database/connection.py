"""Connection to the database of an environment: as `DATABASE_URL` says, and once without TLS to see that refused."""

import os
from pathlib import Path
from typing import Any

import psycopg

from servio_verify.infra.address import CONNECT_SECONDS, Address, RefusedError
from servio_verify.infra.configuration.forms import OF_DRIVERS
from servio_verify.infra.facts import Unread

SCHEMES = ("postgresql", "postgres")
PORT = 5432
KEPT = ("sslcert", "sslkey", "sslpassword", "sslrootcert", "channel_binding", "options", "target_session_attrs")
"""Parameters of a URL that libpq has too. Others are a driver's own (`schema`, `pgbouncer`, `connection_limit`)."""

WANTS_TLS = "the server wants TLS: put sslmode=require into it"

_PREFER = "prefer"
_REFUSES_PLAIN = ("no encryption", "ssl off", "requires ssl", "ssl required", "ssl is required", "ssl connection is re")
_ASKS_FOR_PASSWORD = "no password supplied"  # noqa: S105 - libpq's words where the server has asked for one


_FATAL = "FATAL:"
_NO_FILE = os.path.join(os.devnull, "none")  # noqa: PTH118 - libpq warns of a password file that is no plain file


def sslmode_of(address: Address) -> str | None:
    """Return the `sslmode` that the URL says; None where it says none."""
    plain = "require" if address.options.get("ssl") in ("true", "1") else None
    return address.options.get("sslmode", plain)


def connect(address: Address, ca_file: Path | None) -> psycopg.Connection:
    """Return a connection. Raises UnreachableError or RefusedError in one line, without the password."""
    told = sslmode_of(address) or _PREFER
    options: dict[str, Any] = {key: address.options[key] for key in KEPT if key in address.options}
    if ca_file is not None and told.startswith("verify-"):
        options.setdefault("sslrootcert", str(ca_file))
    try:
        return _connect(address, sslmode=OF_DRIVERS.get(told, told), password=address.password, **options)
    except psycopg.Error as error:
        address.check_reachable()
        words = WANTS_TLS if _is_for_want_of_tls(error) else address.without_secrets(_words(error))
        raise RefusedError(f"{address.variable}: {words}") from None


def refuses_plain_text(address: Address) -> bool | Unread:
    """Return whether a connection without TLS is refused. No password is sent."""
    try:
        _connect(address, sslmode="disable", password="", passfile=_NO_FILE).close()
    except psycopg.Error as error:
        if _ASKS_FOR_PASSWORD in _words(error):
            return False
        return True if _is_for_want_of_tls(error) else Unread(address.without_secrets(_words(error)))
    return False


def _is_for_want_of_tls(error: psycopg.Error) -> bool:
    return any(each in _words(error).lower() for each in _REFUSES_PLAIN)


def _connect(address: Address, **options: Any) -> psycopg.Connection:
    return psycopg.connect(
        host=address.host,
        port=address.port,
        dbname=address.name or None,
        user=address.user,
        connect_timeout=CONNECT_SECONDS,
        tcp_user_timeout=CONNECT_SECONDS * 2000,
        application_name="servio-verify",
        client_encoding="utf8",
        prepare_threshold=None,  # a pooler in transaction mode keeps no prepared statements
        autocommit=True,
        **options,
    )


def _words(error: psycopg.Error) -> str:
    """Return what the server said last, without where it is."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    line = next((line for line in reversed(lines) if _FATAL in line), lines[0])
    return line.rpartition(_FATAL)[2].rpartition(" failed: ")[2].strip()
