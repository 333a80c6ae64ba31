"""A proxy that wants a password, and leads every name to this machine."""

import base64
import http.client
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from selftest.support.background import in_thread

USER, PASSWORD = "runner", "through-6Nq3/Zk"
LOGIN = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@dataclass
class Proxy:
    """Where it is, with its password, and what came: method, host and User-Agent of what had the password."""

    url: str
    led: list[tuple[str, str, str]] = field(default_factory=list)
    refused: int = 0


@contextmanager
def proxy() -> Iterator[Proxy]:
    """Serve it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_arguments: Any) -> None:
            """Keep the terminal of the tests quiet."""

        def handle_one_request(self) -> None:
            with suppress(ConnectionError):
                super().handle_one_request()

        def _let_in(self) -> bool:
            if self.headers.get("Proxy-Authorization") == LOGIN:
                host = self.path if self.command == "CONNECT" else urlsplit(self.path).netloc
                found.led.append((self.command, host, self.headers.get("User-Agent", "")))
                return True
            found.refused += 1
            self.send_response_only(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="way out"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return False

        def do_CONNECT(self) -> None:
            if not self._let_in():
                return
            with socket.create_connection(("127.0.0.1", int(self.path.rpartition(":")[2]))) as other:
                self.send_response_only(200)
                self.end_headers()
                _copy(self.connection, other)
            self.close_connection = True

        def _forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not self._let_in():
                return
            parts = urlsplit(self.path)
            behind = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=30)
            path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            headers = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
            behind.request(self.command, path, body or None, headers | {"Connection": "close"})
            came = behind.getresponse()
            content = came.read()
            behind.close()
            self.send_response_only(came.status)
            for name, value in came.getheaders():
                if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                    self.send_header(name, value)
            if came.status not in (204, 304):
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _forward  # noqa: N815 - http.server's

    written = PASSWORD.replace("/", "%2F")
    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        server.daemon_threads = True
        found = Proxy(f"http://{USER}:{written}@127.0.0.1:{server.server_port}")
        yield found


def _copy(one: socket.socket, other: socket.socket) -> None:
    """Hand on what either side says until one of them closes."""
    ways = {one: other, other: one}
    with suppress(OSError):
        while True:
            for ready in select.select([*ways], [], [], 30)[0]:
                if not (content := ready.recv(65536)):
                    return
                ways[ready].sendall(content)
