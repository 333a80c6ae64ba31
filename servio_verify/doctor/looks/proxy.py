"""The proxy in use, for each origin; its password is hidden."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from servio_verify.doctor.finding import Finding, well
from servio_verify.environments import proxies


def look(urls: Iterable[str]) -> Finding:
    """Return through which proxy each host is asked."""
    told = []
    for url in urls:
        host, proxy = urlsplit(url).hostname, proxies.proxy_for(url)
        account = " with a password" if proxy and proxy.account else ""
        told.append(f"{host} through {proxy.server}{account} ({proxy.variable})" if proxy else f"{host} directly")
    return well("proxy", "; ".join(dict.fromkeys(told)))
