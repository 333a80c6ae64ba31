"""Way from the proxy on to the target: what it is asked, and its answer as it was meant."""

import httpx

from servio_verify.environments import proxies, trust
from servio_verify.environments.model import Environment
from servio_verify.proof.exchange import Answer, Headers, Request, without

PER_HOP = ("connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer", "upgrade")
FRAMING = ("transfer-encoding", "content-length", "content-encoding")
SECONDS = 90.0
"""Longer than any check waits: a target that hangs shall hang."""

KEPT_SECONDS = 1.0
"""Less than any server keeps a connection: one that it closes as a request comes would look like a fault of its."""

LIMITS = httpx.Limits(max_connections=None, keepalive_expiry=KEPT_SECONDS)


class Upstream:
    """Connections to the target, kept while they serve. Raises httpx.TransportError where it does not answer."""

    def __init__(self, environment: Environment) -> None:
        self._trust = trust.client_context(environment) if environment.over_https else False
        self._transports: dict[str, httpx.AsyncHTTPTransport] = {}

    async def ask(self, request: Request) -> Answer:
        """Return the target's answer, whole."""
        shown = f"[{request.host}]" if ":" in request.host else request.host
        url = f"{request.scheme}://{shown}:{request.port}{request.path}"
        headers = without(request.headers, *PER_HOP, "accept-encoding", "transfer-encoding")
        if request.body:
            headers = (*without(headers, "content-length"), ("Content-Length", str(len(request.body))))
        timeout = httpx.Timeout(SECONDS).as_dict()
        asked = httpx.Request(
            request.method,
            url,
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
            stream=httpx.ByteStream(request.body),
            extensions={"timeout": timeout},
        )
        answered = await self._transport(url).handle_async_request(asked)
        try:
            body = await answered.aread()
        finally:
            await answered.aclose()
        return Answer(answered.status_code, _headers(answered, request.method), body)

    def _transport(self, url: str) -> httpx.AsyncHTTPTransport:
        proxy = proxies.proxy_for(url)
        key = proxy.url if proxy else ""
        if key not in self._transports:
            through = httpx.Proxy(proxy.server, auth=proxy.account) if proxy else None
            self._transports[key] = httpx.AsyncHTTPTransport(verify=self._trust, proxy=through, limits=LIMITS)
        return self._transports[key]

    async def close(self) -> None:
        """Close every connection."""
        for transport in self._transports.values():
            await transport.aclose()


def _headers(answered: httpx.Response, method: str) -> Headers:
    framing = FRAMING[:1] if method == "HEAD" else FRAMING
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answered.headers.raw)
    return without(headers, *PER_HOP, *framing)
