"""The proxy in use, for each origin; its password is hidden."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from servio_verify.doctor.finding import Finding, well
from servio_verify.environments import proxies


def look(urls: Iterable[str]) -> Finding:
    """Return through which proxy each host is asked."""
    told = []
    for url in dict.fromkeys(urls):
        host = urlsplit(url).hostname
        proxy = proxies.proxy_of(url)
        told.append(f"{host} through {_shown(proxy[1])} ({proxy[0]})" if proxy else f"{host} directly")
    return well("proxy", "; ".join(dict.fromkeys(told)))


def _shown(url: str) -> str:
    parts = urlsplit(url if "//" in url else f"//{url}")
    who = f"{parts.username}:•••@" if parts.username else ""
    return f"{parts.scheme or 'http'}://{who}{parts.hostname}{f':{parts.port}' if parts.port else ''}"
