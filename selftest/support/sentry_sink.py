"""A page with Sentry's SDK, and the server that it reports to: it keeps envelopes and answers as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from selftest.support.background import in_thread

KEY = "0123456789abcdef0123456789abcdef"
INTAKE = "/api/42/envelope/"


@dataclass
class Sink:
    """What came, and what is answered: `status` and `limits` (X-Sentry-Rate-Limits), or nothing until it is `open`."""

    status: int = 200
    limits: str = ""
    detail: str = ""
    came: list[bytes] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    origin: str = ""

    def __post_init__(self) -> None:
        self.open.set()

    @property
    def dsn(self) -> str:
        scheme, _, host = self.origin.partition("://")
        return f"{scheme}://{KEY}@{host}/42"


@contextmanager
def sink(**answers: object) -> Iterator[Sink]:
    """Serve as Sentry's intake does, also from another origin; `/tunnel` takes envelopes too."""
    told = Sink(**answers)  # type: ignore[arg-type]

    class Handler(_Quiet):
        def do_POST(self) -> None:
            told.came.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            told.open.wait(30)
            headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
            if told.limits:
                headers["X-Sentry-Rate-Limits"] = told.limits
            self.answer(told.status, headers, json.dumps({"detail": told.detail} if told.detail else {}).encode())

    with _served(Handler) as told.origin:
        yield told
        told.open.set()


@contextmanager
def page(sdk: Path, init: str, policy: str) -> Iterator[str]:
    """Serve a page that starts the SDK with these options (JavaScript); give its address."""
    files = {
        "/sdk.js": ("text/javascript", sdk.read_bytes()),
        "/init.js": ("text/javascript", f"Sentry.init({{{init}}});".encode()),
    }
    shown = (
        "text/html",
        b"<!doctype html><title>Servio</title><script src=/sdk.js></script><script src=/init.js></script>",
    )

    class Handler(_Quiet):
        def do_GET(self) -> None:
            kind, body = files.get(self.path, shown)
            self.answer(200, {"Content-Type": kind, "Content-Security-Policy": policy}, body)

    with _served(Handler) as origin:
        yield origin


class _Quiet(BaseHTTPRequestHandler):
    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
        server.daemon_threads = True
        yield f"http://127.0.0.1:{server.server_port}"
