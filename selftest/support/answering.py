"""A server on 127.0.0.1 that gives to each path what a test says, over TLS where the test has a certificate."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Said = tuple[int, dict[str, str], str]
"""Status, headers, body."""

Answers = Callable[[str], Said]
ABSENT: Said = (404, {"Content-Type": "text/html"}, "<title>Not found</title>")


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that does not trust the certificate goes away."""


@contextmanager
def serving(answers: Answers, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve, and yield the origin; what is not in the headers (`Date`) is left out."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers(self.path)
            self.send_response_only(status)
            for name, value in (headers | {"Content-Length": str(len(body.encode()))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
        server.shutdown()


def only(here: dict[str, Said], other: Said = ABSENT) -> Answers:
    """Return answers for these paths, and another one for the rest."""
    return lambda path: here.get(path.partition("?")[0], other)
