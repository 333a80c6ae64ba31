"""Origins: which are Servio's own, and which may be."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from servio_verify.environments.gate import current


def origin_of(url: str) -> str:
    """Return scheme, host and port."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def own_origins(url: str) -> list[str]:
    """Return Servio's own origins, as far as this run knows them: those of its addresses, and that of a page's."""
    return [origin_of(address) for address in (*current.admission().addresses, url)]


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
