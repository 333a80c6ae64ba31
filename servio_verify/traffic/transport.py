"""Transport of every HTTP client: through the proxy that is named for an address, and past the gate before Servio.

It changes no request: what a failure shows as evidence is what the check asked, without the gate's values.
While an answer is waited for, a thread may attend to something else: the one that has a browser does.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

from servio_verify.environments import proxies, trust
from servio_verify.environments.gate import current
from servio_verify.environments.gate.admission import Admission
from servio_verify.environments.model import Environment
from servio_verify.environments.proxies import Proxy

KEPT = httpx.Limits(max_connections=100, max_keepalive_connections=20)
"""httpx's own."""

AT_ONCE = 0.001
"""Seconds in which what has come is read; none at all would be no time-out but a refusal to wait."""

Attend = Callable[[socket.socket, float | None], None]
"""Attends to something else until this socket can be read, or for so many seconds."""

_environment: Environment | None = None
_attending: dict[int, Attend] = {}


def attend_meanwhile(attend: Attend | None) -> None:
    """Have this thread attend to something else from now on while it waits for an answer; None: to nothing."""
    _attending.pop(threading.get_ident(), None)
    if attend:
        _attending[threading.get_ident()] = attend


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
            pool = self._pools[proxy, shows] = kind(verify=verify, limits=self._limits, proxy=through)
            pool._pool._network_backend = _Backend()  # httpcore has an argument for it, and httpx has none
        return self._pools[proxy, shows]


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))


class _Stream(httpcore.NetworkStream):
    def __init__(self, own: httpcore.NetworkStream) -> None:
        self._own = own

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if attend := _attending.get(threading.get_ident()):
            opened = self._own.get_extra_info("socket")
            if not (isinstance(opened, ssl.SSLSocket) and opened.pending()):
                since = time.monotonic()
                attend(opened, timeout)
                timeout = max(timeout - (time.monotonic() - since), AT_ONCE) if timeout else timeout
        return self._own.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._own.write(buffer, timeout)

    def close(self) -> None:
        self._own.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._own.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._own.get_extra_info(info)


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
