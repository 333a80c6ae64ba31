"""Connection to the Redis of an environment: as `REDIS_URL` says, and otherwise to see that refused."""

import socket
import ssl
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from servio_verify.infra.address import CONNECT_SECONDS, Address, RefusedError
from servio_verify.infra.facts import Unread

SCHEMES = ("rediss", "redis")
PORT = 6379
SPEAKS_TLS_ONLY = "it speaks TLS only: REDIS_URL must begin with rediss:"
SPEAKS_NO_TLS = "it speaks no TLS at this port: REDIS_URL must begin with redis:"
_ONCE = Retry(NoBackoff(), 0)


def connect(address: Address, ca_file: Path | None) -> redis.Redis:
    """Return a client whose connection is open. Raises UnreachableError or RefusedError in one line."""
    own: dict[str, Any] = {"username": address.user, "password": address.password}
    opened = client(address, over_tls=uses_tls(address), ca_file=ca_file, **own)
    try:
        opened.ping()
    except redis.RedisError as error:
        opened.close()
        address.check_reachable()
        raise RefusedError(f"{address.variable}: {_why(address, error)}") from None
    return opened


def uses_tls(address: Address) -> bool:
    """Return whether the URL says TLS."""
    return address.scheme == SCHEMES[0]


def verifies(address: Address) -> bool:
    """Return whether the server's certificate is verified, as the URL says."""
    return uses_tls(address) and address.options.get("ssl_cert_reqs", "required") == "required"


def client(address: Address, *, over_tls: bool, ca_file: Path | None, **login: Any) -> redis.Redis:
    """Return a client that asks once, and waits for no more than a few seconds."""
    options: dict[str, Any] = {}
    if over_tls:
        options = {"ssl": True, "ssl_ca_certs": str(ca_file) if ca_file else None}
        if not verifies(address):
            options |= {"ssl_cert_reqs": "none", "ssl_check_hostname": False}
    return redis.Redis(
        host=address.host,
        port=address.port,
        db=int(address.name) if address.name.isdecimal() else 0,
        socket_timeout=CONNECT_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        protocol=2,
        decode_responses=True,
        retry=_ONCE,
        client_name="servio-verify",
        **login,
        **options,
    )


def asks_for_password(address: Address, ca_file: Path | None) -> bool | Unread:
    """Return whether somebody without a password is refused."""
    try:
        with client(address, over_tls=uses_tls(address), ca_file=ca_file) as anybody:
            anybody.ping()
    except redis.AuthenticationError:
        return True
    except redis.RedisError as error:
        if str(error).startswith(("NOAUTH", "NOPERM")):
            return True
        return Unread(address.without_secrets(str(error)))
    return False


def refuses_plain_text(address: Address) -> bool | Unread:
    """Return whether that port refuses a connection without TLS. No password is sent."""
    try:
        with client(address, over_tls=False, ca_file=None) as plain:
            plain.ping()
    except redis.AuthenticationError:  # a ConnectionError too
        return False
    except redis.TimeoutError:
        return Unread(f"it does not answer in {CONNECT_SECONDS} s")
    except redis.ConnectionError:
        return True
    except redis.RedisError:
        return False
    return False


def tls_version(address: Address) -> str | None:
    """Return the TLS that the port shakes hands with, whatever its certificate; None where it speaks none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((address.host, address.port), CONNECT_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=address.host) as spoken,
        ):
            spoken.sendall(b"PING\r\n")  # who goes before being let in counts as rejected
            spoken.recv(64)
            return spoken.version()
    except OSError:
        return None


def _why(address: Address, error: redis.RedisError) -> str:
    is_refusal = isinstance(error, redis.AuthenticationError)  # a ConnectionError too
    if isinstance(error, redis.ConnectionError | redis.TimeoutError) and not is_refusal:
        if not uses_tls(address) and tls_version(address):
            return SPEAKS_TLS_ONLY
        if uses_tls(address) and refuses_plain_text(address) is False:
            return SPEAKS_NO_TLS
        if "certificate" in str(error).lower():
            return "its certificate is not trusted here: set ca_file in the environment's file"
    return address.without_secrets(str(error) or type(error).__name__)
