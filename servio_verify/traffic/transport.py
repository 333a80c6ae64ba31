"""Transport of every HTTP client: through the proxy that is named for an address, and past the gate before Servio.

It changes no request: what a failure shows as evidence is what the check asked, without the gate's values.
"""

import ssl

import httpx

from servio_verify.environments import proxies, trust
from servio_verify.environments.gate import current
from servio_verify.environments.gate.admission import Admission
from servio_verify.environments.model import Environment
from servio_verify.environments.proxies import Proxy

KEPT = httpx.Limits(max_connections=100, max_keepalive_connections=20)
"""httpx's own."""

_environment: Environment | None = None


def admit_to(environment: Environment) -> None:
    """Carry what this environment's gate wants from now on, in requests to its two origins."""
    global _environment
    _environment = environment
    current.follow(Admission.to(environment))


class Transport(httpx.BaseTransport):
    """Opens connections where they are needed: one pool for each proxy, and one apart for what shows a certificate."""

    def __init__(
        self,
        verify: ssl.SSLContext | bool,
        limits: httpx.Limits = KEPT,
        pool: type[httpx.HTTPTransport] = httpx.HTTPTransport,
    ) -> None:
        self._verify = verify
        self._limits = limits
        self._direct = pool
        self._proxies: dict[bytes, Proxy | None] = {}
        self._pools: dict[tuple[Proxy | None, bool], httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; httpx calls this."""
        url = str(request.url)
        return self._pool(url, self._proxy(request.url, url)).handle_request(_admitted(request, url))

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.close()

    def _proxy(self, parts: httpx.URL, url: str) -> Proxy | None:
        origin = parts.raw_scheme + parts.netloc
        if origin not in self._proxies:  # the whole process environment is read for it
            self._proxies[origin] = proxies.proxy_for(url)
        return self._proxies[origin]

    def _pool(self, url: str, proxy: Proxy | None) -> httpx.HTTPTransport:
        admission = current.admission()
        shows = admission.certificate is not None and admission.is_for(url)
        if (proxy, shows) not in self._pools:
            verify = self._verify
            if shows and _environment is not None:  # a context of its own: nobody else may show the certificate
                verify = trust.showing_context(_environment, verified=verify is not False)
            through = httpx.Proxy(proxy.server, auth=proxy.account) if proxy else None
            kind = httpx.HTTPTransport if proxy else self._direct
            self._pools[proxy, shows] = kind(verify=verify, limits=self._limits, proxy=through)
        return self._pools[proxy, shows]


def _admitted(request: httpx.Request, url: str) -> httpx.Request:
    admission = current.admission()
    more = admission.headers_for(url, request.headers)
    if cookies := admission.cookie_line(url, request.headers.get("Cookie", "")):
        more["Cookie"] = cookies
    if not more:
        return request
    headers = request.headers.copy()
    headers.update(more)
    return httpx.Request(
        request.method, request.url, headers=headers, stream=request.stream, extensions=request.extensions
    )
