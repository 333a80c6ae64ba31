"""Addresses of servers with their secrets: what a `…_URL` says, and lines about it that show none of it."""

import re
import socket
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from servio_verify.environments.model import Environment
from servio_verify.infra.source import UnreachableError, UnreadableError

CONNECT_SECONDS = 5
LONGEST = 100
"""Characters of why something could not be read: with the fact's name before it, a line has 160 at most."""

HOST_SHOWN = 60


class RefusedError(Exception):
    """A server is there and nothing of it can be read: it refuses who asks, or the URL is wrong. In one line."""


@dataclass(frozen=True)
class Address:
    """What a URL says. The password is in no text of it."""

    variable: str
    scheme: str
    host: str
    port: int
    name: str
    user: str | None
    password: str | None = field(repr=False)
    options: dict[str, str] = field(repr=False)

    def check_reachable(self) -> None:
        """Raise UnreachableError where no connection can be opened from here, in one line."""
        where = f"{self.host[:HOST_SHOWN]}:{self.port}"
        inside = "if it is private, a tunnel or a run inside the VPC is needed"
        try:
            socket.create_connection((self.host, self.port), CONNECT_SECONDS).close()
        except socket.gaierror:
            why = "is not known here"
        except ConnectionRefusedError:
            why = "refuses connections"
        except TimeoutError:
            why = f"does not answer in {CONNECT_SECONDS} s"
        except OSError:
            why = "cannot be reached"
        else:
            return
        raise UnreachableError(f"{self.variable}: {where} {why}; {inside}")

    def without_secrets(self, words: str) -> str:
        """Return a line of what somebody else said, cut, without the secrets of this address."""
        for secret in filter(None, (self.password, *(v for k, v in self.options.items() if "password" in k.lower()))):
            words = words.replace(secret, "…")
        return cut(words)


def cut(words: str) -> str:
    """Return words as one line of bearable length."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def secret_of(environment: Environment, variable: str) -> str:
    """Return the secret that this variable of the environment holds. Raises UnreachableError where it is not set."""
    told = environment.secrets.get(variable)
    if told is None:
        raise UnreachableError(f"no {variable}: set it in .env.{environment.name}")
    return told.get_secret_value()


def key_of(environment: Environment, variable: str, called: str = "key") -> str:
    """Return the key that this variable of the environment holds, which goes into a header.

    Raises UnreachableError where it is not set, UnreadableError where it can be none.
    """
    key = secret_of(environment, variable)
    if key != key.strip() or not (key.isascii() and key.isprintable()):
        raise UnreadableError(f"{variable} holds a space, a line end or a letter that no {called} has: copy it again")
    return key


def address_of(environment: Environment, variable: str, port: int, schemes: tuple[str, ...]) -> Address:
    """Return what this variable of the environment says.

    Raises UnreachableError where it is not set, and RefusedError where it cannot be what it should be.
    """
    return read_address(variable, secret_of(environment, variable), port, schemes)


def read_address(variable: str, told: str, port: int, schemes: tuple[str, ...]) -> Address:
    """Return what this URL says; `variable` is what lines about it call it. Raises RefusedError."""
    try:
        parts = urlsplit(told)
        found = _address(variable, parts, port)
    except ValueError:  # its text may hold a part of the password
        found = None
    if told.partition("://")[0].partition("+")[0] in schemes and "," in _servers(told):
        raise RefusedError(f"{variable} names several servers: give the address of one of them")
    if found is None or ("@" not in parts.netloc and "@" in f"{parts.path}{parts.query}{parts.fragment}"):
        raise RefusedError(f"{variable} is no URL that can be read; percent-encode what is special in its password")
    if found.scheme not in schemes:
        begins = f"begins with {found.scheme[:20]}:" if found.scheme else "has no scheme before its host"
        raise RefusedError(f"{variable} {begins}: it must begin with {schemes[0]}://")
    if not found.host:
        raise RefusedError(f"{variable} names no host")
    return found


def _servers(told: str) -> str:
    """Return what stands where the host of a URL does."""
    return re.split(r"[/?#]", told.partition("://")[2])[0].rpartition("@")[2]


def _address(variable: str, parts: SplitResult, port: int) -> Address:
    return Address(
        variable=variable,
        scheme=parts.scheme.partition("+")[0],
        host=parts.hostname or "",
        port=parts.port or port,
        name=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        options=dict(parse_qsl(parts.query)),
    )
