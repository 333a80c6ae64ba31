"""Place: whom a request is for, by the target of its request line (RFC 9112, 3.2)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import h11

from servio_verify.proof.alteration import PORTS


@dataclass(frozen=True)
class Place:
    """Scheme, host (an IPv6 address without its brackets) and port."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Its address."""
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def place_of(scheme: str, authority: str) -> Place:
    """Return the place of an authority. Raises h11.RemoteProtocolError where it is none."""
    if authority.count(":") > 1 and not authority.startswith("["):  # so httpcore asks a proxy for an IPv6 address
        host, _, port = authority.rpartition(":")
        authority = f"[{host}]:{port}"
    try:
        parts = urlsplit(f"//{authority}")
        place = Place(scheme, parts.hostname or "", parts.port or PORTS[scheme])
    except (ValueError, KeyError):
        place = Place(scheme, "", 0)
    if not place.host:
        raise h11.RemoteProtocolError(f"{authority!r} is no address")
    return place


def asked_of(target: bytes) -> tuple[Place, str]:
    """Return the place and the path with its query of an absolute request target, as they were written."""
    scheme, _, rest = target.decode("latin-1").partition("://")
    ends = min((found for mark in "/?#" if (found := rest.find(mark)) >= 0), default=len(rest))
    path = rest[ends:]
    return place_of(scheme.lower(), rest[:ends]), path if path.startswith("/") else f"/{path}"
