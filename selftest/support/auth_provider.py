"""An auth provider beside a Servio: a little server that can be down, and what the API answers meanwhile."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from selftest.support.background import in_thread
from selftest.support.front import Answer, Asked, Scenario

PATH = "/api/v1/venues?page=1"
"""What the checks ask for, and nothing else of a run does."""

FIRST, LAST = 3, 5
"""Which requests for venues meet the outage."""

CODES = {401: "UNAUTHORIZED", 500: "INTERNAL_ERROR"}


@dataclass
class AuthProvider:
    """The provider; `answers` are the statuses of the API while it is down."""

    url: str
    answers: tuple[int, ...]
    goes_down: bool
    down: threading.Event = field(default_factory=threading.Event)
    looks: int = 0
    _asked: int = 0

    def scenario(self) -> Scenario:
        """Return the front in which the API cannot ask the provider for a while."""
        return Scenario(before=self._before)

    def _before(self, asked: Asked) -> Answer | None:
        if asked.side != "api" or asked.path != PATH:
            return None
        self._asked += 1
        if not FIRST <= self._asked <= LAST:
            self.down.clear()
            return None
        if self.goes_down:
            self.down.set()
        status = self.answers[self._asked % len(self.answers)]
        error = {"code": CODES[status], "message": "the session could not be looked up"}
        meta = {"timestamp": "2026-11-28T00:00:00Z", "requestId": f"r-{self._asked}", "version": "1"}
        body = json.dumps({"success": False, "error": error, "meta": meta}).encode()
        return Answer(status, (("Content-Type", "application/json"),), body)


@contextmanager
def auth_provider(*answers: int, goes_down: bool = True) -> Iterator[AuthProvider]:
    """Serve one that answers 503 while it is down; with `goes_down=False` it is well all the time."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.looks += 1
            self.send_response(503 if provider.down.is_set() else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        provider = AuthProvider(f"http://127.0.0.1:{server.server_port}/health", answers, goes_down)
        yield provider
