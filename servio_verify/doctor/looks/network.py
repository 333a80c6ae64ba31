"""The way to an origin, step by step: its name, its port, its TLS. What comes back over it is for `answers`."""

import socket
import time
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import Finding, doubt, well, wrong
from servio_verify.environments import proxies

RESOLVE_SECONDS = 2.5
CONNECT_SECONDS = 2.5
_PORTS = {"http": 80, "https": 443}

Address = tuple[str, int]


def way(url: str, key: str, deadline: Deadline) -> Iterator[Finding]:
    """Yield the findings of name and port; the last one is wrong where nobody can be reached. `key`: its setting."""
    proxy = proxies.proxy_for(url)
    host, port = _address(proxy.server if proxy else url)
    blame = f"look at {proxy.variable}" if proxy else f"look at {key}"
    behind = f" (the proxy of {proxy.variable}; it looks up {urlsplit(url).hostname})" if proxy else ""
    try:
        found = Attempt(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)).result(
            deadline.left(RESOLVE_SECONDS)
        )
    except TimeoutError as error:
        yield wrong("DNS", f"{host}: {error}", "look at this machine's name server, network or VPN")
        return
    except (OSError, UnicodeError) as error:
        yield wrong("DNS", f"{host} has no address: {_words(error)}{behind}", f"{blame}, the DNS record, or the VPN")
        return
    addresses: list[Address] = list(dict.fromkeys((str(each[4][0]), port) for each in found))
    yield well("DNS", f"{', '.join(address for address, _ in addresses[:3])}{_more(addresses[3:])}{behind}")
    yield _port(addresses, blame, deadline)


def _port(addresses: list[Address], blame: str, deadline: Deadline) -> Finding:
    """Connect to every address at once: one that refuses is a part of the target that is down."""
    port = addresses[0][1]
    attempts = [(each[0], Attempt(partial(_connect, each))) for each in addresses]
    milliseconds, failed = [], {}
    for address, attempt in attempts:
        try:
            milliseconds.append(attempt.result(deadline.left(CONNECT_SECONDS)))
        except OSError as error:  # TimeoutError is one
            failed[address] = _words(error)
    if not milliseconds:
        said = "; ".join(f"{address}: {words}" for address, words in [*failed.items()][:2])
        return wrong("TCP", f"port {port} does not answer: {said}", f"is it up? {blame}, a firewall, the VPN")
    reached = f"port {port} in {min(milliseconds):.0f} ms"
    # A machine without IPv6 reaches no address of that kind, and needs none.
    odd = {address: words for address, words in failed.items() if "unreachable" not in words.lower()}
    if odd:
        said = "; ".join(f"not {address}: {words}" for address, words in odd.items())
        return doubt("TCP", f"{reached}; {said}", "some requests will fail: a node of it is down, or IPv6 is blocked")
    return well("TCP", reached)


def _connect(address: Address) -> float:
    """Return after how many milliseconds a connection is there."""
    began = time.perf_counter()
    socket.create_connection(address, timeout=CONNECT_SECONDS).close()
    return (time.perf_counter() - began) * 1000


def _address(url: str) -> Address:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 80)


def _more(rest: list[Address]) -> str:
    return f" and {len(rest)} more" if rest else ""


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
