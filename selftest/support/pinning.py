"""A balancer that pins who comes back by the cookies of the first visit; the tasks behind it are its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from selftest.support.background import in_thread


class PinningBalancer(ThreadingHTTPServer):
    """Leads by the whole `Cookie` that somebody comes with to a build; who has another one meets `build`."""

    request_queue_size = 64

    def __init__(self, build: str) -> None:
        self.build = build
        self.sets: list[str] = []
        """Cookies that each answer sets."""

        self.pinned: dict[str, str] = {}
        self.came: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """The origin."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: PinningBalancer

    def do_GET(self) -> None:
        cookie = self.headers.get("Cookie", "")
        self.server.came.append(cookie)
        build = self.server.pinned.get(cookie, self.server.build)
        self.send_response(200)
        if build:
            self.send_header("X-Build", build)
        for each in self.server.sets:
            self.send_header("Set-Cookie", each)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def pinning_balancer(build: str) -> Iterator[PinningBalancer]:
    """Start one on a free port; it tells its build in `X-Build`."""
    with in_thread(PinningBalancer(build)) as server:
        yield server
