"""One user's HTTP: geventhttpclient, without what Locust's session works out anew for each request.

Locust's session takes URLs apart, copies headers and walks cookies while its clock runs: a third of what a request
costs the generator, and a tenth of a millisecond on each response time.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.cookiejar import CookieJar
from typing import Any

import gevent  # type: ignore[import-untyped]
from gevent.resolver.thread import Resolver  # type: ignore[import-untyped]
from geventhttpclient.client import HTTPClientPool
from geventhttpclient.header import Headers
from geventhttpclient.url import URL
from geventhttpclient.useragent import CompatRequest
from locust.contrib.fasthttp import FAILURE_EXCEPTIONS, FastResponse

BLOCK = 64 * 1024
"""Bytes read at once: most pages come in one piece."""

REMEMBERED_SECONDS = 60.0
"""How long an address is remembered: a load balancer's name changes its addresses slowly."""

_url = lru_cache(maxsize=1000)(URL)


class Http:
    """One person's connections and cookies. One connection for each origin, like a person's; no redirect is followed.

    With more connections, one that was reset would be tried again that many times for one request.
    """

    def __init__(self, headers: Mapping[str, str], seconds: float, trust: Callable[..., ssl.SSLContext]) -> None:
        self._clients = HTTPClientPool(
            headers={"Accept-Encoding": "gzip, deflate, br"} | dict(headers),
            concurrency=1,
            block_size=BLOCK,
            connection_timeout=seconds,
            network_timeout=seconds,
            ssl_context_factory=trust,
        )
        self._cookies = CookieJar()
        self._has_cookies = False

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> "Exchange":
        """Send a request and read all of the answer; what goes wrong on the way is part of what is returned."""
        place = _url(url)
        client = self._clients.get_client(place)
        sent: Mapping[str, Any] = self._with_cookies(url, headers) if self._has_cookies else headers
        at, started = time.time(), time.perf_counter()
        try:
            answer = FastResponse(client.request(method, place.quoted_uri, body, sent))
            content = answer.content
        except FAILURE_EXCEPTIONS as error:
            return Exchange(at, (time.perf_counter() - started) * 1000, error=error)
        milliseconds = (time.perf_counter() - started) * 1000
        if answer.headers and "set-cookie" in answer.headers:
            self._cookies.extract_cookies(answer, CompatRequest(url, headers=Headers()))  # type: ignore[arg-type]
            self._has_cookies = True
        return Exchange(at, milliseconds, answer.status_code, content, answer)

    def _with_cookies(self, url: str, headers: Mapping[str, str]) -> Headers:
        request = CompatRequest(url, headers=Headers(headers))
        self._cookies.add_cookie_header(request)
        return request.headers


@dataclass(slots=True)
class Exchange:
    """A request and what came of it. `at` in seconds since the epoch; an answer that never came has status 0."""

    at: float
    milliseconds: float
    status_code: int = 0
    content: bytes = b""
    answer: FastResponse | None = None
    error: Exception | None = None


class RememberingResolver(Resolver):  # type: ignore[misc] # gevent's
    """Asks for an address once a minute: asking takes a thread, and each user's first request would wait for it."""

    def __init__(self) -> None:
        super().__init__(gevent.get_hub())
        self._known: dict[Any, tuple[float, Any]] = {}

    def getaddrinfo(self, *asked: Any, **more: Any) -> Any:
        """Return what the system's resolver says or said lately; what it raises is not remembered."""
        key = (asked, tuple(sorted(more.items())))
        until, found = self._known.get(key, (0.0, None))
        if time.monotonic() >= until:
            found = super().getaddrinfo(*asked, **more)
            self._known[key] = (time.monotonic() + REMEMBERED_SECONDS, found)
        return found
