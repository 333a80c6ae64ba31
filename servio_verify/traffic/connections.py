"""The one place where HTTP clients are made: who asks is marked, and a lost kept connection is made good once.

A server may close an idle connection just as a request comes. httpx repeats nothing then. What is idempotent
(RFC 9110, 9.2.2) is sent once more, on a fresh connection. Anything else must not be sent twice: it has a fresh
connection from the start, which no server closes for having been idle.
"""

import ssl
import time
from collections.abc import Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from servio_verify.run.marks import Part, marks
from servio_verify.traffic import observations
from servio_verify.traffic.transport import Transport

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
LOST = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
"""What httpx raises where the other side closes; a time-out is something else."""

FRESH = httpx.Limits(max_keepalive_connections=0)


def no_cookies() -> CookieJar:
    """Return a jar that keeps nothing."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def client(
    part: Part, *, timeout: float, verify: ssl.SSLContext | bool, run_id: str = "", fresh: bool = False, **options: Any
) -> httpx.Client:
    """Return a client that marks its requests and follows no redirect.

    `fresh` connects anew for each of them and keeps no cookie: a balancer's would lead all of them to one task.
    `timeout` in seconds; `options` are httpx's, and `pool`: what opens the connections of a fresh one.
    """
    headers = marks(part, run_id) | ({"Connection": "close"} if fresh else {})
    if fresh:
        options.setdefault("cookies", no_cookies())
    return _ResendingClient(verify, fresh=fresh, headers=headers, timeout=timeout, **options)


class _Trace:
    """What httpcore tells of one request: whether its connection was a kept one, and how far it came."""

    def __init__(self, other: Callable[[str, Any], None] | None) -> None:
        self._other = other
        self._events: set[str] = set()

    def __call__(self, event: str, info: Any) -> None:
        self._events.add(event.partition(".")[2])
        if self._other:
            self._other(event, info)

    def may_resend(self, method: str) -> bool:
        """Return whether the request was lost with a kept connection, and sending it again can do no harm."""
        begun = "send_request_headers.started" in self._events
        connected = any(event.startswith("connect_") for event in self._events)
        answered = "receive_response_headers.complete" in self._events
        return method in IDEMPOTENT and begun and not connected and not answered


class _ResendingClient(httpx.Client):
    def __init__(
        self,
        verify: ssl.SSLContext | bool,
        *,
        fresh: bool,
        pool: type[httpx.HTTPTransport] = httpx.HTTPTransport,
        **options: Any,
    ) -> None:
        limits = {"limits": FRESH} if fresh else {}
        super().__init__(transport=Transport(verify, pool=pool, **limits), trust_env=False, **options)
        self._verify = verify
        self._options = options
        self._answered: dict[bytes, float] = {}
        self._fresh: httpx.Client | None = None

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request; once more on a fresh connection where a kept one was lost and that can do no harm."""
        trace = _Trace(request.extensions.get("trace"))
        request.extensions = {**request.extensions, "trace": trace}
        origin = request.url.netloc
        try:
            answer = self._send_once(request, **options)
        except LOST:
            if options.get("stream") or not trace.may_resend(request.method):
                raise
            idle = time.monotonic() - self._answered.get(origin, time.monotonic())
            observations.note_resent(request.url, idle)
            answer = self._send_afresh(request, **options)
        self._answered[origin] = time.monotonic()
        return answer

    def _send_once(self, request: httpx.Request, **options: Any) -> httpx.Response:
        if request.method in IDEMPOTENT or options.get("stream"):
            return super().send(request, **options)
        return self._send_afresh(request, **options)

    def _send_afresh(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request over a connection of its own, as the same user."""
        if options.get("auth", httpx.USE_CLIENT_DEFAULT) is httpx.USE_CLIENT_DEFAULT:
            options["auth"] = self.auth
        if self._fresh is None:  # it keeps no connection, so that there is nothing to close
            transport = Transport(self._verify, FRESH)
            self._fresh = httpx.Client(transport=transport, trust_env=False, **self._options)
        return self._fresh.send(request, **options)
