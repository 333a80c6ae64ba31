"""A small Servio with venues of two accounts: what a sweep sees, and may delete."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from selftest.support.background import in_thread
from servio_verify.data.sweep import Swept
from servio_verify.run.journal import Journal

Left = Callable[..., Journal]
Sweep = Callable[..., Swept]

ADA, BOB = "ada@example.com", "bob@example.com"
LIMIT = timedelta(hours=2)
YOUNG, OLD = timedelta(minutes=5), timedelta(hours=3)

API = "/api/v1"
META = {"timestamp": "2026-11-29T00:00:00Z", "requestId": "r", "version": "1"}
REST = {"address": "1 Echo Street", "timezone": "UTC", "currency": "EUR", "createdAt": META["timestamp"]}
CODES = {401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 409: "CONFLICT", 500: "INTERNAL"}


def run_id(age: timedelta, unique: str = "abcdef") -> str:
    """Return the id of a run that began so long ago."""
    return f"{datetime.now(UTC) - age:%Y%m%dt%H%M%Sz}-{unique}"


def name_of(run: str, number: int = 1) -> str:
    """Return a name that a worker of that run gave."""
    return f"sv-{run}-gw0-{number:05}"


@dataclass
class VenueServer:
    """`things` are name and owner by path; `says` is a status that is answered instead, by method and path."""

    things: dict[str, tuple[str, str]] = field(default_factory=dict)
    says: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    page_size: int = 20
    search_is_late: bool = False
    origin: str = ""

    def names(self) -> list[str]:
        """Return what is there."""
        return sorted(name for name, _ in self.things.values())

    def answer(self, method: str, target: str, who: str, sent: Any) -> tuple[int, Any]:
        """Return status and body."""
        parts = urlsplit(target)
        path, query = parts.path.removeprefix(API), dict(parse_qsl(parts.query))
        self.asked.append(f"{method} {path}")
        if status := self.says.get(f"{method} {path}") or self.says.get(f"{method} {path} by {who}"):
            return refused(status)
        if path == "/auth/login":
            return said({"token": f"a-token-of-{sent['email']}"})
        if path == "/venues":
            return self._listed(query)
        name, owner = self.things.get(path, ("", ""))
        if not owner or ((method == "DELETE" or "/menus/" in path) and owner != who):
            return refused(404)
        if method == "DELETE":
            del self.things[path]
        return said({"id": path.rpartition("/")[2], "name": name})

    def _listed(self, query: dict[str, str]) -> tuple[int, Any]:
        if "search" in query and self.search_is_late:
            query = {"search": "nothing"}
        venues = [
            {"id": path.rpartition("/")[2], "name": name, "updatedAt": META["timestamp"]} | REST
            for path, (name, _) in reversed(self.things.items())
            if "/menus/" not in path and query.get("search", "").lower() in name.lower()
        ]
        page, size = int(query.get("page", 1)), self.page_size
        counts = {"page": page, "limit": size, "total": len(venues), "totalPages": -(-len(venues) // size)}
        return said(venues[(page - 1) * size : page * size], pagination=counts)


def said(data: Any, **more: Any) -> tuple[int, Any]:
    return 200, {"success": True, "data": data, "meta": META} | more


def refused(status: int) -> tuple[int, Any]:
    return status, {"success": False, "error": {"code": CODES[status], "message": "no"}, "meta": META}


@contextmanager
def serving_venues() -> Iterator[VenueServer]:
    """Serve it on a free port of this machine."""
    venues = VenueServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
            who = self.headers.get("Authorization", "").removeprefix("Bearer a-token-of-")
            status, body = venues.answer(self.command, self.path, who, sent)
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_DELETE = do_GET  # noqa: N815 - names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        server.daemon_threads = True
        venues.origin = f"http://127.0.0.1:{server.server_port}"
        yield venues
