"""One user's HTTP: geventhttpclient's sockets and parser, without what its client works out anew for each request.

Locust's session and that client take URLs apart, merge and check headers, and walk cookies while the clock runs: half
of what a request costs the generator, and a tenth of a millisecond on each response time.
"""

import re
import ssl
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from http.cookiejar import CookieJar
from typing import Any

import brotli
import gevent
from gevent.resolver.thread import Resolver
from geventhttpclient.header import Headers
from geventhttpclient.url import URL
from geventhttpclient.useragent import CompatRequest
from locust.contrib.fasthttp import FAILURE_EXCEPTIONS, FastResponse

from servio_verify.environments.gate.admission import NOBODY, Admission
from servio_verify.load.driver.client.answer import Answer
from servio_verify.load.driver.client.connection import Connection, by
from servio_verify.load.measure.exchange import Exchange

REMEMBERED_SECONDS = 60.0
"""How long an address is remembered: a load balancer's name changes its addresses slowly."""

_COOKIE = re.compile(r"^Cookie: ([^\r]*)\r\n", re.MULTILINE)

FAILURES = (*FAILURE_EXCEPTIONS, ValueError, brotli.error)
"""Locust's, and what geventhttpclient raises for an answer that is packed wrongly or in an unknown way."""


class Http:
    """One user's connections and cookies: one connection for each origin, as in a browser. Follows no redirect."""

    def __init__(
        self,
        headers: Mapping[str, str],
        seconds: float,
        trust: Callable[[], ssl.SSLContext],
        admission: Admission = NOBODY,
    ) -> None:
        common = {"Accept-Encoding": "gzip, deflate, br"} | dict(headers)
        self._lines = lines(common)
        self._admitted = lines(common | dict(admission.headers))
        self._admission = admission if admission.needs_headers or admission.cookies else None
        self._seconds = seconds
        self._trust = trust
        self._connections: dict[str, Connection] = {}
        self._cookies = CookieJar()
        self._has_cookies = False

    def send(self, method: str, url: str, more: str = "", body: bytes = b"") -> Exchange:
        """Send a request and read all of the answer; what goes wrong on the way is part of what is returned.

        `more` are header lines as `lines` makes them.
        """
        if more or body or self._has_cookies or self._admission:
            origin, request = self._put_together(method, url, more, body)
        else:
            origin, request = _whole(method, url, self._lines)
        connection = self._connections.get(origin)
        if connection is None:
            connection = self._connections[origin] = Connection(URL(url), self._seconds, self._trust)
        at, started = time.time(), time.perf_counter()
        try:
            answer = connection.round_trip(method, request, started + self._seconds)
            content = answer.content if isinstance(answer, Answer) else _content(answer, started + self._seconds)
        except FAILURES as error:
            failed = Exchange(at, (time.perf_counter() - started) * 1000, error=error)
            connection.close()  # there may be more of the answer on its way
            return failed
        milliseconds = (time.perf_counter() - started) * 1000
        if isinstance(answer, FastResponse) and answer.headers and "set-cookie" in answer.headers:
            self._cookies.extract_cookies(answer, CompatRequest(url, headers=Headers()))  # type: ignore[arg-type]
            self._has_cookies = True
        return Exchange(at, milliseconds, answer.status_code, content, answer)

    def _put_together(self, method: str, url: str, more: str, body: bytes) -> tuple[str, bytes]:
        """Return a URL's origin, and a request to it that is not the same each time."""
        wanted = self._admission if self._admission and self._admission.is_for(url) else None
        origin, head = _head(method, url, self._admitted if wanted else self._lines)
        if body:
            more += f"Content-Length: {len(body)}\r\n"
        if wanted and wanted.authorization and "Authorization: " not in more:
            more += f"Authorization: {wanted.authorization}\r\n"
        if self._has_cookies or wanted:
            more = self._with_cookies(more, url, wanted)
        return origin, f"{head}{more}\r\n".encode("latin-1") + body

    def forget(self) -> None:
        """Drop all cookies."""
        if self._has_cookies:
            self._cookies.clear()
            self._has_cookies = False

    def _with_cookies(self, more: str, url: str, wanted: Admission | None) -> str:
        """Return header lines with all cookies in one: a session's that stands there already, kept ones, a gate's."""
        given = _COOKIE.search(more)
        cookies = [given[1]] if given else []
        if self._has_cookies:
            request = CompatRequest(url, headers=Headers())
            self._cookies.add_cookie_header(request)
            cookies += filter(None, [str(request.headers.get("cookie") or "")])
        line = "; ".join(cookies)
        line = wanted.cookie_line(url, line) if wanted else line
        return _COOKIE.sub("", more) + (f"Cookie: {line}\r\n" if line else "")


class RememberingResolver(Resolver):
    """Asks for an address once a minute: asking takes a thread, and each user's first request would wait for it."""

    def __init__(self) -> None:
        super().__init__(gevent.get_hub())
        self._remembered: dict[Any, tuple[float, Any]] = {}

    def getaddrinfo(self, *query: Any, **more: Any) -> Any:
        """Return what the system's resolver says or said lately; what it raises is not remembered."""
        key = (query, tuple(sorted(more.items())))
        until, addresses = self._remembered.get(key, (0.0, None))
        if time.monotonic() >= until:
            addresses = super().getaddrinfo(*query, **more)
            self._remembered[key] = (time.monotonic() + REMEMBERED_SECONDS, addresses)
        return addresses


def _content(answer: FastResponse, deadline: float) -> bytes:
    with by(deadline):
        return bytes(answer.content)


def lines(headers: Mapping[str, str]) -> str:
    """Return headers as they are sent. Raises ValueError where a value would end its line."""
    for name, value in headers.items():
        if not value.isprintable():
            raise ValueError(f"header {name} cannot be sent: it holds a control character")
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


@lru_cache(maxsize=1000)
def _head(method: str, url: str, common: str) -> tuple[str, str]:
    """Return a URL's origin, and how a request to it begins (RFC 9112, 3)."""
    parts = URL(url)
    begin = f"{method} {parts.quoted_uri} HTTP/1.1\r\nHost: {parts.netloc}\r\n{common}"
    return f"{parts.scheme}://{parts.netloc}", begin


@lru_cache(maxsize=1000)
def _whole(method: str, url: str, common: str) -> tuple[str, bytes]:
    """Return a URL's origin, and a request to it that is the same each time."""
    origin, head = _head(method, url, common)
    return origin, f"{head}\r\n".encode("latin-1")
