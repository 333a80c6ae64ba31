"""Way from the proxy on to the target, one for each connection of the run's: what it is asked, and its reply.

A connection of the run's has a connection to the target of its own, which is kept and closed as that one is: so a
fresh one is fresh for a balancer too, and a kept one that the target closes looks as it does without a proxy.
"""

import ssl
from importlib.util import find_spec

import httpcore

from servio_verify.environments import proxies
from servio_verify.environments.proxies import Proxy
from servio_verify.proof.exchange import Headers, Request, value_of, without
from servio_verify.proof.proxy.behind import Behind
from servio_verify.proof.proxy.reply import Reply

PER_HOP = ("connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer", "upgrade")
READ_HERE = {"identity", "gzip", "deflate"} | ({"br"} if find_spec("brotli") else set())
"""Content encodings that can be undone here; others are not asked for."""

FAILURES = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, httpcore.ProxyError)


class Upstream:
    """Opens a connection where one is asked for. `ask` raises one of FAILURES where the target does not answer."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind
        self._pools: dict[Proxy | None, httpcore.AsyncConnectionPool] = {}

    async def ask(self, request: Request) -> Reply:
        """Return the target's reply once its head is there; it must be closed."""
        url = httpcore.URL(
            scheme=request.scheme,
            host=request.host.encode(),
            port=request.port,
            target=request.path.encode("latin-1"),
        )
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in _headers(request)]
        asked = httpcore.Request(request.method, url, headers=headers, content=request.body)
        shown = f"[{request.host}]" if ":" in request.host else request.host
        return Reply(await self._pool(f"{request.scheme}://{shown}:{request.port}").handle_async_request(asked))

    def _pool(self, origin: str) -> httpcore.AsyncConnectionPool:
        proxy = proxies.proxy_for(origin)
        if proxy not in self._pools:
            self._pools[proxy] = _open(proxy, self._behind.trusted)
        return self._pools[proxy]

    async def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()


def _open(proxy: Proxy | None, trusted: ssl.SSLContext) -> httpcore.AsyncConnectionPool:
    if proxy is None:
        return httpcore.AsyncConnectionPool(ssl_context=trusted, max_connections=1)
    if proxy.url.startswith("socks"):
        return httpcore.AsyncSOCKSProxy(proxy.server, proxy.account, ssl_context=trusted, max_connections=1)
    return httpcore.AsyncHTTPProxy(proxy.server, proxy.account, ssl_context=trusted, max_connections=1)


def _headers(request: Request) -> Headers:
    """Return the headers as the target gets them: without what is for one hop, and framed as they came."""
    switches = value_of(request.headers, "upgrade") is not None
    closes = "close" in (value_of(request.headers, "connection") or "").lower()
    headers = without(request.headers, *PER_HOP[:1], *PER_HOP[2:-1]) if switches else without(request.headers, *PER_HOP)
    if switches:
        headers = (*headers, ("Connection", "Upgrade"))
    elif closes:
        headers = (*headers, ("Connection", "close"))
    if (coded := value_of(headers, "accept-encoding")) is not None:
        kept = [each.strip() for each in coded.split(",") if each.partition(";")[0].strip() in READ_HERE]
        headers = tuple(
            (name, ", ".join(kept) or "identity" if name.lower() == "accept-encoding" else value)
            for name, value in headers
        )
    if value_of(headers, "transfer-encoding") is None and request.body:
        headers = (*without(headers, "content-length"), ("Content-Length", str(len(request.body))))
    return headers
