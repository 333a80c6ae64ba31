"""Tunnels through a proxy (RFC 9110, 9.3.6), for what speaks TLS without an HTTP client."""

import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from servio_verify.environments.proxies import PORTS, Proxy

MOST_BYTES = 64 * 1024


class TunnelError(OSError):
    """A proxy that opens no tunnel."""


def address_of(proxy: Proxy) -> tuple[str, int]:
    """Return where a proxy listens."""
    parts = urlsplit(proxy.server)
    return parts.hostname or "", parts.port or PORTS.get(parts.scheme, 80)


def connected(opened: Any, proxy: Proxy) -> Any:
    """Return a socket to a proxy as it is spoken to, over TLS where its address is https."""
    if not proxy.server.startswith("https:"):
        return opened
    return ssl.create_default_context().wrap_socket(opened, server_hostname=address_of(proxy)[0])


def open_tunnel(opened: Any, proxy: Proxy, host: str, port: int) -> None:
    """Have the proxy on the other side lead on to this host. Raises TunnelError where it does not."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    login = f"Proxy-Authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
    opened.sendall(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n{login}\r\n".encode("latin-1"))
    head = b""
    while b"\r\n\r\n" not in head and len(head) < MOST_BYTES:
        if not (more := opened.recv(1)):  # what comes after the head is the other side's own
            break
        head += more
    status = head.partition(b"\r\n")[0].decode("latin-1").split(" ")[1:2]
    if not status or not status[0].startswith("2"):
        raise TunnelError(f"the proxy of {proxy.variable} answered {' '.join(status) or 'nothing'}")


def connect(host: str, port: int, proxy: Proxy | None, seconds: float) -> socket.socket:
    """Return a connection to a host, through the proxy where there is one."""
    opened = socket.create_connection(address_of(proxy) if proxy else (host, port), timeout=seconds)
    if proxy is None:
        return opened
    try:
        through: socket.socket = connected(opened, proxy)
        open_tunnel(through, proxy, host, port)
    except BaseException:
        opened.close()
        raise
    return through
