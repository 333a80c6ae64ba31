"""One origin on a free port of 127.0.0.1: `/sign-in`, `/dashboard/<id>`, `/api/health`, `/api/auth/sign-in`."""

import json
import secrets
import sys
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from selftest.kind_e.pages import ABSENT, FORM, HOME, INSIDE, SCRIPTS
from selftest.support.background import in_thread

ACCOUNT = {"email": "test@example.com", "password": "password"}
COOKIE = "ke_session"
DASHBOARD = "/dashboard/17"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PAGES = {"/": HOME, "/sign-in": FORM}

_sessions: set[str] = set()


class Handler(BaseHTTPRequestHandler):
    """The whole application."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a page, a script, health, or what is not there."""
        path, _, _ = self.path.partition("?")
        if path in PAGES:
            self._send(200, "text/html", PAGES[path])
        elif path.startswith("/assets/") and path.removeprefix("/assets/") in SCRIPTS:
            self._send(200, "text/javascript", SCRIPTS[path.removeprefix("/assets/")])
        elif path == "/api/health":
            self._send(200, "application/json", '{"status": "ok"}')
        elif path == DASHBOARD and self._session not in _sessions:
            self._send(307, "text/plain", "", Location=f"/sign-in?next={path}")
        elif path == DASHBOARD:
            self._send(200, "text/html", INSIDE)
        else:
            self._send(404, "text/html", ABSENT)

    def do_POST(self) -> None:
        """Sign in or out."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/api/auth/sign-out":
            _sessions.discard(self._session)
            self._send(200, "application/json", envelope(data=None))
        elif self.path == "/api/auth/sign-in" and _read(body) == ACCOUNT:
            _sessions.add(session := secrets.token_urlsafe(24))
            cookie = f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax"
            self._send(200, "application/json", envelope(data={"place": 17}), Set_Cookie=cookie)
        elif self.path == "/api/auth/sign-in":
            self._send(401, "application/json", envelope(error={"code": "UNAUTHORIZED", "message": "wrong"}))
        else:
            self._send(404, "text/html", ABSENT)

    @property
    def _session(self) -> str:
        pairs = (pair.strip().partition("=") for pair in self.headers.get("Cookie", "").split(";"))
        return next((value for name, _, value in pairs if name == COOKIE), "")

    def _send(self, status: int, kind: str, text: str, **more: str) -> None:
        body = text.encode()
        self.send_response(status)
        told = HEADERS | {"X-Request-ID": secrets.token_hex(8), "Content-Type": f"{kind}; charset=utf-8"}
        for name, value in (told | more | {"Content-Length": str(len(body))}).items():
            self.send_header(name.replace("_", "-"), value)
        with suppress(OSError):  # browsers cut connections as they please
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def envelope(**parts: Any) -> str:
    """Return an answer of the API."""
    meta = {"timestamp": datetime.now(UTC).isoformat(), "requestId": secrets.token_hex(8), "version": "1"}
    return json.dumps({"success": "error" not in parts, **parts, "meta": meta})


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


if __name__ == "__main__":
    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        url = f"http://127.0.0.1:{server.server_port}"
        sys.stdout.write(f"{json.dumps({'web_url': url, 'api_url': url})}\n")
        sys.stdout.flush()
        sys.stdin.read()  # until whoever started it closes it
