"""Addresses of a host: where its name stands for several, each may lead to other tasks."""

import itertools
import socket
from collections.abc import Iterator

import httpx

SECONDS = 2.0
"""How long an address is tried where there is another one."""

_silent: set[tuple[str, str]] = set()
"""Hosts and their addresses that a connection waited for in vain: they are tried no more. A refusal costs no time."""


class EachAddressInTurn(httpx.HTTPTransport):
    """Connections to a host's addresses in turn, as all its users together have; to the next where one is dead."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._addresses: dict[tuple[str, int], list[str]] = {}
        self._turns: dict[tuple[str, int], Iterator[int]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; httpx calls this."""
        for address in self._in_turn(request.url):
            try:
                return super().handle_request(_at(request, address))
            except httpx.ConnectTimeout:
                _silent.add((request.url.host, address))
            except httpx.ConnectError:
                continue
        return super().handle_request(request)

    def _in_turn(self, url: httpx.URL) -> list[str]:
        """Return the addresses to try, the one whose turn it is first; none where there is no choice."""
        host = url.host, url.port or (443 if url.scheme == "https" else 80)
        if host not in self._addresses:
            self._addresses[host] = addresses(*host)
        there = [address for address in self._addresses[host] if (url.host, address) not in _silent]
        if len(there) < 2:
            return []
        turn = next(self._turns.setdefault(host, itertools.count())) % len(there)
        return there[turn:] + there[:turn]


def addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host that this machine has a way to; none where its name is not known."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return list(dict.fromkeys(str(to[0]) for family, _, _, _, to in found if _has_way(family, to)))


def _has_way(family: socket.AddressFamily, to: tuple[object, ...]) -> bool:
    """Return whether there is a route; nothing is sent for it."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect(to)
    except OSError:
        return False
    return True


def _at(request: httpx.Request, address: str) -> httpx.Request:
    """Return the request as it is sent to this address; its Host, and the name in TLS, stay the host's."""
    times = dict(request.extensions.get("timeout", {}))
    times["connect"] = min(times.get("connect") or SECONDS, SECONDS)
    told = {"sni_hostname": request.url.host, **request.extensions, "timeout": times}
    url = request.url.copy_with(host=address)
    return httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=told)
