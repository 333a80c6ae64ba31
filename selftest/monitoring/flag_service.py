"""A flag service of the selftest's own: answers in the form of Unleash 8.2, which a test changes while it is asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from selftest.support.background import in_thread
from selftest.support.small_server import ABSENT, HTML, JSON, REFUSED, Said

HALF = {
    "name": "flexibleRollout",
    "constraints": [],
    "parameters": {"groupId": "split-bills", "rollout": "50", "stickiness": "default"},
    "variants": [],
}
READ_SECONDS = 20
KEYS = {name: f"*:{name}.canary-of-{name}" for name in ("staging", "production")}


@dataclass
class FlagService:
    """Flags that are told now: to servers all, to browsers those that are on. `down` is answered instead of them."""

    key: str
    origin: str = ""
    flags: dict[str, dict[str, Any]] = field(default_factory=dict)
    down: Said | None = None
    flip: Callable[["FlagService"], object] | None = None
    """What happens when somebody asks for `/flip`: after the look before the checks, which is beside them."""

    read: threading.Event = field(default_factory=threading.Event)

    def put(self, name: str, *, on: bool, strategies: tuple[Any, ...] = (HALF,)) -> None:
        """Make a flag, or change it."""
        same = {"type": "release", "project": "default", "stale": False, "variants": [], "impressionData": False}
        self.flags[name] = {"name": name, "enabled": on, "strategies": list(strategies), **same}

    def answer(self, path: str, key: str | None) -> Said:
        """Return the answer to a request for this path, by somebody who shows this key."""
        if path == "/flip" and self.flip:
            assert self.read.wait(READ_SECONDS), "nobody has read the flags"
            self.flip(self)
        if path in ("/", "/flip"):
            return 200, HTML, "<title>flags</title>"
        if path == "/api/client/features":
            self.read.set()
        if self.down:
            return self.down
        if path == "/api/frontend":
            return 200, JSON, json.dumps({"toggles": [each for each in self.flags.values() if each["enabled"]]})
        if path != "/api/client/features":
            return ABSENT
        told = {"version": 2, "features": list(self.flags.values()), "query": {"environment": "staging"}}
        return (200, JSON, json.dumps(told)) if key == self.key else REFUSED


@contextmanager
def flag_service(key: str) -> Iterator[FlagService]:
    """Serve flags to whoever has this key: split-bills is on, old-menu is off."""
    service = FlagService(key)
    service.put("split-bills", on=True)
    service.put("old-menu", on=False)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = service.answer(self.path, self.headers.get("Authorization"))
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body.encode()))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        service.origin = f"http://127.0.0.1:{server.server_port}"
        yield service


def files_of(name: str, service: FlagService, key: str = "") -> dict[str, str]:
    """Return the files that say where the flags of an environment are, and its key, by their paths in a project."""
    return {
        f"environments/{name}.facts.toml": f'[flags]\nunleash_url = "{service.origin}/api"\n',
        f".env.{name}": f"UNLEASH_API_KEY={key or KEYS[name]}\n",
    }


def tables(service: FlagService) -> dict[str, dict[str, Any]]:
    """Return what a facts file says of it."""
    return {"flags": {"unleash_url": f"{service.origin}/api"}}
