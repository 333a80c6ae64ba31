"""A server on a free port of this machine that says what a test tells it to, by path, over TLS if it is given one."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from selftest.support.background import in_thread

Said = tuple[int, dict[str, str], str]
Answers = Callable[[str], Said]
HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
REFUSED: Said = (401, JSON, '{"message":"you must log in"}')
ABSENT: Said = (404, HTML, "<title>Not found</title>")


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: who does not trust the certificate goes away."""


@contextmanager
def serving(
    answers: Answers, tls: ssl.SSLContext | None = None, key: str = "", address: str = "127.0.0.1", port: int = 0
) -> Iterator[str]:
    """Serve these answers, to any method; give the origin. With a `key`, to nobody who says another one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            knows = not key or self.headers.get("Authorization") == key
            status, headers, body = answers(self.path) if knows else REFUSED
            (self.send_response_only if "Date" in headers else self.send_response)(status)
            for name, value in (headers | {"Content-Length": str(len(body.encode()))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815 - a name that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = _Server((address, port), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    with in_thread(server):
        yield f"http{'s' if tls else ''}://{address}:{server.server_port}"


def only(here: dict[str, Said], other: Said = ABSENT) -> Answers:
    """Return answers for these paths, and another one for all others."""
    return lambda path: here.get(path.partition("?")[0], other)
