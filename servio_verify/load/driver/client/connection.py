"""A keep-alive connection of one user to one origin."""

import select
import ssl
from collections.abc import Callable
from time import perf_counter
from typing import Any

import gevent
import gevent.socket
from gevent import monkey
from geventhttpclient.client import IDEMPOTENT_METHODS
from geventhttpclient.response import HTTPConnectionClosed, HTTPSocketPoolResponse
from geventhttpclient.url import URL
from locust.contrib.fasthttp import FastResponse

from servio_verify.environments import proxies
from servio_verify.environments.proxies import Proxy
from servio_verify.load.driver.client.answer import Answer, Begin, usual
from servio_verify.traffic import tunnel

MOST_AT_ONCE = 1024 * 1024
"""Bytes of an answer that are put together here; longer ones are left to the parser."""

BLOCK = 64 * 1024
"""Bytes read at once: most pages come in one piece."""

Reply = Answer | FastResponse
"""An answer as it was read: of the usual kind, or by geventhttpclient."""


def by(deadline: float) -> gevent.Timeout:
    """Return a context that raises TimeoutError at this moment, by `perf_counter`.

    A socket's own time-out begins anew with each byte, so an answer in drops would never be late.
    """
    return gevent.Timeout(max(deadline - perf_counter(), 0.001), TimeoutError)


class Connection:
    """Opened when it is needed. For geventhttpclient's answers it is the pool that their socket goes back to."""

    def __init__(self, origin: URL, seconds: float, trust: Callable[[], ssl.SSLContext]) -> None:
        self._address = origin.host, int(origin.port or 0)
        self._origin = f"{origin.scheme}://{origin.netloc}"
        self._proxy = proxies.proxy_for(self._origin)
        self._seconds = seconds
        self._trust = trust if origin.scheme == "https" else None
        self._socket: Any = None

    def round_trip(self, method: str, request: bytes, deadline: float) -> Reply:
        """Send a request and return its answer, the body perhaps still on its way. Raises OSError, HTTPParseError.

        What is not here at the `deadline` (see `by`) has failed.

        A server may close an idle connection just when a request is sent. Where that can have done no harm
        (RFC 9110, 9.2.2) the request is sent once more; for the other methods the connection is looked at before.
        """
        if self._proxy and not self._trust:
            request = _for_proxy(self._proxy, self._origin, method, request)
        kept = self._socket
        if kept is not None:
            if method in IDEMPOTENT_METHODS:
                try:
                    return self._round_trip_on(kept, method, request, deadline)
                except HTTPConnectionClosed:
                    pass
            elif _is_open(kept):
                return self._round_trip_on(kept, method, request, deadline)
            self.close()
        with by(deadline):
            return self._round_trip_on(self._open(), method, request, deadline)

    def close(self) -> None:
        """Close it; the next request opens it again."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def return_socket(self, _: Any) -> None:
        """Keep the socket for the next request: it is still ours."""

    def release_socket(self, used: Any) -> None:
        """Close a socket that can be used no more. It may be one of long ago: its answer was still kept somewhere."""
        used.close()
        if used is self._socket:
            self._socket = None

    def _open(self) -> Any:
        proxy = self._proxy
        opened = gevent.socket.create_connection(tunnel.address_of(proxy) if proxy else self._address, self._seconds)
        if proxy:
            opened = tunnel.connected(opened, proxy)
            if self._trust:
                tunnel.open_tunnel(opened, proxy, *self._address)
        if self._trust:
            opened = self._trust().wrap_socket(opened, server_hostname=self._address[0])
        self._socket = opened
        return opened

    def _round_trip_on(self, used: Any, method: str, request: bytes, deadline: float) -> Reply:
        try:
            sent = used.send(request)
            if sent < len(request):
                used.sendall(request[sent:])
            data = used.recv(BLOCK)
            if not data:
                raise HTTPConnectionClosed("connection closed")
        except (ConnectionResetError, BrokenPipeError) as error:
            self.close()
            raise HTTPConnectionClosed(str(error)) from error
        except BaseException:
            self.close()
            raise
        begin = usual(data) if method != "HEAD" else None
        if begin is not None and len(data) == begin.size:
            return Answer(begin.status, data[: begin.body_at], data[begin.body_at :])
        with by(deadline):
            return self._rest(used, method, data, begin)

    def _rest(self, used: Any, method: str, data: bytes, begin: Begin | None) -> Reply:
        """Return the answer that begins with these bytes: from here on it has begun, and is not asked for again."""
        if begin is not None:
            try:
                while len(data) < begin.size <= MOST_AT_ONCE and (more := used.recv(BLOCK)):
                    data += more
            except BaseException:
                self.close()
                raise
            if len(data) == begin.size:
                return Answer(begin.status, data[: begin.body_at], data[begin.body_at :])
        pool: Any = self
        return FastResponse(HTTPSocketPoolResponse(used, pool, block_size=BLOCK, method=method, pre_buffered=data))


def _for_proxy(proxy: Proxy, origin: str, method: str, request: bytes) -> bytes:
    """Return a request over plain HTTP as a proxy wants it, with the whole address (RFC 9112, 3.2.2)."""
    first, _, rest = request.partition(b"\r\n")
    path = first[len(method) + 1 :]
    login = f"Proxy-Authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
    return f"{method} {origin}".encode("latin-1") + path + b"\r\n" + login.encode("latin-1") + rest


def _is_open(used: Any) -> bool:
    """Return whether the other side still holds a connection on which nothing is due: else its end can be read."""
    poll = monkey.get_original("select", "poll")()  # gevent's own does not look before it waits
    poll.register(used.fileno(), select.POLLIN)
    return not poll.poll(0)
