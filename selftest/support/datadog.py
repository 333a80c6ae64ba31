"""Stand-in of Datadog's API for monitors: one GET, by pages, with both keys.

Its answers have the form of API v1 as published in November 2026 (https://docs.datadoghq.com/api/latest/monitors/, Get
all monitors, with `group_states=all`); `monitor` fills in what a recorded answer of it has.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from selftest.support.background import in_thread

KEYS = {"DATADOG_API_KEY": "dd-api-1234567890abcdef1234567890", "DATADOG_APP_KEY": "dd-app-1234567890abcdef1234567890"}
Said = tuple[int, dict[str, str], str]
FORBIDDEN: Said = (403, {}, '{"errors":["Forbidden"]}')
EXHAUSTED: Said = (429, {"X-RateLimit-Reset": "37", "X-RateLimit-Remaining": "0"}, '{"errors":["Rate limit exceeded"]}')
Listed = list[dict[str, Any]]


@dataclass
class Datadog:
    """What it says: an answer for each time that it is asked for the first page; the last one from then on."""

    address: str
    says: list[Listed | Said] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    ahead: int = 0

    def will_say(self, *says: Listed | Said) -> None:
        """Begin anew with these answers: before the checks, after them."""
        self.says[:] = says
        self.asked.clear()

    def answer(self, asked: dict[str, str], keys: tuple[str | None, str | None]) -> Said:
        """Return the answer to a question."""
        self.asked.append(asked)
        if keys != tuple(KEYS.values()):
            return FORBIDDEN
        turn = sum(each.get("page", "0") == "0" for each in self.asked)
        says = self.says[min(turn, len(self.says)) - 1]
        if isinstance(says, tuple):
            return says
        size = int(asked.get("page_size", 100))
        first = int(asked.get("page", 0)) * size
        return 200, {}, json.dumps(says[first : first + size])


def monitor(
    number: int,
    name: str,
    state: str = "OK",
    *,
    groups: dict[str, tuple[str, float]] | None = None,
    tags: tuple[str, ...] = ("env:staging",),
    **more: Any,
) -> dict[str, Any]:
    """Return a monitor; `groups` have a state and the time of their last trigger (0 for never)."""
    states = {
        group: {
            "status": status,
            "name": group,
            "last_triggered_ts": int(triggered) or None,
            "last_resolved_ts": None,
            "last_nodata_ts": None,
            "last_notified_ts": int(triggered) or None,
        }
        for group, (status, triggered) in (groups or {}).items()
    }
    told = {
        "id": number,
        "org_id": 321813,
        "type": "query alert",
        "name": name,
        "message": "@slack-oncall",
        "tags": [*tags, "team:platform"],
        "query": "sum(last_5m):sum:trace.http.request.errors{env:staging}.as_count() > 5",
        "options": {"thresholds": {"critical": 5.0}, "notify_no_data": False, "silenced": {}, "include_tags": True},
        "multi": bool(groups),
        "created_at": 1706707941000,
        "created": "2024-01-31T13:32:21.270116+00:00",
        "modified": "2024-02-02T16:31:40.516062+00:00",
        "deleted": None,
        "restricted_roles": None,
        "priority": None,
        "overall_state_modified": "2024-03-08T20:52:46+00:00",
        "overall_state": state,
        "creator": {"name": "A", "email": "a@example.com", "handle": "a@example.com", "id": 1001199545},
        "matching_downtimes": [],
        "state": {"groups": states},
    }
    return told | more


class _Server(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True


@contextmanager
def datadog() -> Iterator[Datadog]:
    """Listen on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
            keys = self.headers.get("DD-API-KEY"), self.headers.get("DD-APPLICATION-KEY")
            known = parts.path == "/api/v1/monitor"
            status, headers, body = it.answer(asked, keys) if known else (404, {}, '{"errors":["Not found"]}')
            self.send_response_only(status)
            self.send_header("Date", formatdate(time.time() + it.ahead, usegmt=True))
            for key, value in (
                {"Content-Type": "application/json", "Content-Length": str(len(body))} | headers
            ).items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with in_thread(_Server(("127.0.0.1", 0), Handler)) as server:
        it = Datadog(f"http://127.0.0.1:{server.server_port}")
        yield it
