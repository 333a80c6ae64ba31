"""Origins: which are Servio's own, and which may be."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit


def origin_of(url: str) -> str:
    """Return scheme, host and port."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def is_kin(url: str, own: Iterable[str]) -> bool:
    """Return whether it is of one of these origins or of a sibling, as `cdn.servio.com` is of `servio.com`."""
    return origin_of(url) in own or _domain(url) in {_domain(each) for each in own} - {""}


def _domain(url: str) -> str:
    """Return the last two labels of the host; an address, or a host of one label, has no siblings."""
    host = urlsplit(url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return ".".join(host.split(".")[-2:]) if "." in host else ""
    return ""
