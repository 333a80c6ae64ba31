"""Sentry's API as a server on this machine: answers in the form that docs.sentry.io/api publishes (v0, November 2026).

It holds what a search says: project, environment, release, first and last time, `is:regressed`, `!error.type`, `!has`.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from selftest.support.background import in_thread

TOKEN = "sntryu_5f3c1a9e2b7d0ddba11c0de55f3c1a9e2b7d0ddba11c0de55f3c1a9e2b7d0dd"  # noqa: S105 - nobody's
RELEASE = "servio-web@5f3c1a9e2b7d"
Said = tuple[int, dict[str, str], Any]
REFUSED: Said = (401, {}, {"detail": "Invalid token"})
FORBIDDEN: Said = (403, {}, {"detail": "You do not have permission to perform this action."})
EXHAUSTED = (429, {"Retry-After": "17"}, {"detail": "You are attempting to use this endpoint too frequently."})
DOWN = (503, {"Content-Type": "text/html"}, "<h1>Service Unavailable</h1>")


@dataclass(frozen=True)
class Issue:
    """An issue: `age` and `seen` are the seconds since it was seen first and last."""

    title: str
    age: float = 0.0
    seen: float = 0.0
    release: str = RELEASE
    environment: str = "staging"
    count: int = 12
    level: str = "error"
    category: str = "error"
    known_elsewhere: float = 0.0
    regressed: bool = False
    url: str = "https://staging.example.com/dashboard"
    tag: str = "servio_verify"

    def told(self, number: int, origin: str) -> dict[str, Any]:
        first = datetime.now(UTC) - timedelta(seconds=self.age)
        lifetime = first - timedelta(seconds=self.known_elsewhere)
        return {
            "id": str(4_500_000_000 + number),
            "shortId": f"WEB-{number}",
            "title": self.title,
            "culprit": "dashboard",
            "permalink": f"{origin}/issues/{4_500_000_000 + number}/",
            "level": self.level,
            "status": "unresolved",
            "substatus": "regressed" if self.regressed else "new",
            "issueCategory": self.category,
            "platform": "javascript",
            "project": {"id": "42", "name": "web", "slug": "web"},
            "type": "error",
            "metadata": {"type": self.title.partition(":")[0], "value": self.title.partition(": ")[2]},
            "count": str(self.count),
            "userCount": 1,
            "firstSeen": _text(first),
            "lastSeen": _text(datetime.now(UTC) - timedelta(seconds=self.seen)),
            "lifetime": {"count": str(self.count), "firstSeen": _text(lifetime), "lastSeen": _text(first)},
        }


@dataclass
class SentryApi:
    """What is there: projects by name, issues, and errors.

    `came` are the envelopes whose events it has (None: all of them), but for `late` looks it finds none yet.
    """

    projects: dict[str, str] = field(default_factory=lambda: {"web": "42"})
    issues: list[Issue] = field(default_factory=list)
    errors: int = 0
    of_api: int = 0
    late: int = 0
    came: list[bytes] | None = None
    instead: dict[str, Said] = field(default_factory=dict)
    silent: bool = False
    origin: str = ""
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str) -> Said:
        self.asked.append(path)
        parts = urlsplit(path)
        for beginning, said in self.instead.items():
            if parts.path.startswith(beginning):
                return said
        words = parts.path.strip("/").split("/")
        if words[2] == "projects" and words[3] == "servio" and words[4] in self.projects:
            return self._project(words)
        if words[2:4] == ["organizations", "servio"]:
            wanted = parse_qs(parts.query)
            return self._count(wanted) if words[4] == "events" else self._page(wanted)
        return 404, {}, {"detail": "The requested resource does not exist"}

    def _project(self, words: list[str]) -> Said:
        if len(words) == 5:
            return (
                200,
                {},
                {"id": self.projects[words[4]], "slug": words[4], "status": "active", "platform": "javascript"},
            )
        self.late -= 1
        known = self.came is None or any(words[6].encode() in envelope for envelope in self.came)
        if self.late >= 0 or not known:
            return 404, {}, {"detail": "Event not found"}
        return 200, {}, {"eventID": words[6], "id": words[6], "groupID": "1", "type": "error", "platform": "javascript"}

    def _page(self, wanted: dict[str, list[str]]) -> Said:
        fitting = [(n, each) for n, each in enumerate(self.issues, 1) if _fits(each, wanted)]
        first, most = int(wanted.get("cursor", ["0:0:0"])[0].split(":")[1]), int(wanted["limit"][0])
        shown, rest = fitting[first : first + most], fitting[first + most :]
        more = str(bool(rest)).lower()
        where = f"{self.origin}/api/0/organizations/servio/issues/?cursor="
        links = (
            f'<{where}0:{max(0, first - most)}:1>; rel="previous"; results="{str(first > 0).lower()}"; cursor="0:0:1"',
            f'<{where}0:{first + most}:0>; rel="next"; results="{more}"; cursor="0:{first + most}:0"',
        )
        return 200, {"Link": ", ".join(links)}, [issue.told(number, self.origin) for number, issue in shown]

    def _count(self, wanted: dict[str, list[str]]) -> Said:
        assert wanted["dataset"] == ["errors"]
        count = self.of_api if wanted["query"][0].startswith("url:") else self.errors
        return 200, {}, {"data": [{"count()": count}], "meta": {"fields": {"count()": "integer"}}}


def _fits(issue: Issue, wanted: dict[str, list[str]]) -> bool:
    now = datetime.now(UTC)
    seen = {"firstSeen": now - timedelta(seconds=issue.age), "lastSeen": now - timedelta(seconds=issue.seen)}
    holds = [wanted["project"] == ["42"], wanted["environment"] == [issue.environment]]
    for word in wanted["query"][0].split():
        name, _, value = word.partition(":")
        if name in seen:
            holds.append(seen[name] >= datetime.fromisoformat(value.removeprefix(">=")).replace(tzinfo=UTC))
        holds.append({"release": value.strip('"') == issue.release, "is": issue.regressed}.get(name, True))
        holds.append(name != "!url" or not issue.url.endswith(value.strip('"*')))
        holds.append(name != "!has" or issue.tag != value)
        holds.append(name != "!error.type" or not issue.title.startswith(value))
    return all(holds)


def _text(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%S.%fZ}"


@contextmanager
def sentry_api(**what: Any) -> Iterator[SentryApi]:
    """Serve it; it changes as its fields do."""
    api = SentryApi(**what)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if api.silent:
                api.over.wait(30)
                return
            knows = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            status, headers, told = api.answer(self.path) if knows else REFUSED
            body = (told if isinstance(told, str) else json.dumps(told)).encode()
            self.send_response(status)
            for name, value in ({"Content-Type": "application/json"} | headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        server.daemon_threads = True
        api.origin = f"http://127.0.0.1:{server.server_port}"
        yield api
        api.over.set()
