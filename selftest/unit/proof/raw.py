"""A target that says byte by byte what a test has it say, and a client that shows every byte that came back."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from servio_verify.environments.model import Environment
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.fault import Expected, Fault
from servio_verify.proof.proxy.server import Proxy, proxy

SECONDS = 10.0
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Line:
    """One side of a connection."""

    socket: socket.socket
    read: bytes = b""

    def until(self, mark: bytes) -> bytes:
        """Return what comes up to a mark, and with it; less where the other side closes before."""
        while mark not in self.read and self._more():
            pass
        head, found, rest = self.read.partition(mark)
        self.read = rest
        return head + found

    def exactly(self, length: int) -> bytes:
        """Return so many bytes; less where the other side closes before."""
        while len(self.read) < length and self._more():
            pass
        taken, self.read = self.read[:length], self.read[length:]
        return taken

    def rest(self) -> bytes:
        """Return what comes until the other side closes."""
        while self._more():
            pass
        return self.read

    def say(self, data: bytes) -> None:
        """Send it."""
        self.socket.sendall(data)

    def _more(self) -> bool:
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            return False
        self.read += data
        return bool(data)


Answers = Callable[[Line, bytes], bool | None]
"""Answers one request, given its head; False closes the connection."""


@dataclass
class Target:
    """Where it is, the heads of all requests, and how many connections were opened; `closed` counts their ends."""

    url: str
    heads: list[bytes] = field(default_factory=list)
    opened: int = 0
    closed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


@contextmanager
def target(answers: Answers, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Target]:
    """Serve these answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening, ExitStack() as lines:
        listening.bind((host, 0))
        listening.listen(64)
        shown = f"[{host}]" if ":" in host else host
        found = Target(f"http{'s' if tls else ''}://{shown}:{listening.getsockname()[1]}")

        def speak(opened: socket.socket) -> None:
            with suppress(OSError), opened, _over(tls, opened) as connection:
                line = Line(connection)
                while head := line.until(b"\r\n\r\n"):
                    found.heads.append(head)
                    if answers(line, head) is False:
                        break
            found.closed.release()

        def accept() -> None:
            with suppress(OSError):
                while True:
                    opened, _ = listening.accept()
                    opened.settimeout(SECONDS)
                    found.opened += 1
                    threading.Thread(target=speak, args=(opened,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        lines.callback(lambda: listening.shutdown(socket.SHUT_RDWR))
        yield found


def _over(tls: ssl.SSLContext | None, opened: socket.socket) -> socket.socket:
    return tls.wrap_socket(opened, server_side=True) if tls else opened


def _fault(name: str, made: Alteration) -> Fault:
    return Fault(name, "any", name, "nobody", "this test", make=lambda _scene: made, expected=Expected.HARMLESS)


@contextmanager
def before(url: str, *alterations: Alteration, **settings: Any) -> Iterator[Proxy]:
    """Stand before a target that is both origins, with faults called `fault`, `fault2` and so on."""
    environment = Environment(name="here", web_url=url, api_url=url, **settings)
    faults = [_fault(f"fault{number or ''}", made) for number, made in enumerate(alterations)]
    with proxy(Scene(environment), faults) as standing:
        yield standing


@contextmanager
def asking(standing: Proxy, url: str = "") -> Iterator[Line]:
    """Open a connection to the proxy, and a tunnel to this address, where there is one."""
    there = urlsplit(standing.url)
    with socket.create_connection((there.hostname, there.port), timeout=SECONDS) as opened:
        line = Line(opened)
        if url:
            where = urlsplit(url).netloc
            line.say(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n\r\n".encode())
            assert line.until(b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")
        yield line


def get(url: str, path: str = "/", *headers: str, method: str = "GET") -> bytes:
    """Return a request in absolute form."""
    lines = [f"{method} {url}{path} HTTP/1.1", f"Host: {urlsplit(url).netloc}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
