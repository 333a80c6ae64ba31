"""An inbox: a webhook that keeps what it is sent and answers with a status."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

from selftest.support.background import in_thread


class Inbox(ThreadingHTTPServer):
    """Where it is (`url`), and what came."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.messages: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Taking)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/services/T0/B0/secret-path"

    def take(self, message: dict[str, Any]) -> bytes:
        """Keep a message; return what is answered."""
        self.messages.append(message)
        return b"{}"


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Inbox)
        said = self.server.take(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None: ...


AnInbox = TypeVar("AnInbox", bound=Inbox)


@contextmanager
def receiving(inbox: AnInbox) -> Iterator[AnInbox]:
    """Serve it."""
    with in_thread(inbox):
        yield inbox
