"""A reverse proxy before a Servio that answers or changes what passes, as gates, CDNs and balancers do."""

import functools
import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from selftest.support.background import in_thread

HOST = "127.0.0.1"
SIDES = {"SERVIO_WEB_URL": "web", "SERVIO_API_URL": "api"}
PER_HOP = ("connection", "keep-alive", "content-length", "transfer-encoding")
TEXTS = ("text", "json", "javascript")


@dataclass(frozen=True)
class Asked:
    """A request that came. `side` is "web" or "api"; header names are in lower case; `front` are our own origins."""

    side: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    front: Mapping[str, str]
    kept: bool = False
    """Whether it came over a connection that had brought another before."""


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def with_headers(self, **changes: str) -> "Answer":
        """Return it with these headers instead of those of the same names (`_` stands for `-`)."""
        names = {name.replace("_", "-").lower(): value for name, value in changes.items()}
        kept = tuple((name, value) for name, value in self.headers if name.lower() not in names)
        return Answer(self.status, (*kept, *names.items()), self.body)


class DropError(Exception):
    """Raised by `before`: the connection is closed without an answer."""


@dataclass
class Scenario:
    """`before` may answer by itself or raise DropError; `after` may change what the Servio behind answered."""

    before: Callable[[Asked], Answer | None] = lambda _asked: None
    after: Callable[[Asked, Answer], Answer] = lambda _asked, answer: answer
    seen: list[Asked] = field(default_factory=list)


def together(*scenarios: Scenario) -> Scenario:
    """Return all of them at once: the first that answers by itself does, and each changes what the one before left."""

    def before(asked: Asked) -> Answer | None:
        return next((answer for each in scenarios if (answer := each.before(asked))), None)

    def after(asked: Asked, answer: Answer) -> Answer:
        return functools.reduce(lambda changed, each: each.after(asked, changed), scenarios, answer)

    return Scenario(before, after)


def page_script(script: str) -> Scenario:
    """Return a scenario in which every page runs this script of its own origin, as a tag manager has it."""
    path = f"/__added-{zlib.crc32(script.encode()):x}.js"

    def before(asked: Asked) -> Answer | None:
        if asked.side == "web" and asked.path == path:
            return Answer(200, (("Content-Type", "text/javascript"),), script.encode())
        return None

    def after(asked: Asked, answer: Answer) -> Answer:
        if asked.side != "web" or asked.path == path or b"</body>" not in answer.body:
            return answer  # the script itself may draw a page into a frame
        tag = f'<script src="{path}"></script></body>'.encode()
        return Answer(answer.status, answer.headers, answer.body.replace(b"</body>", tag))

    return Scenario(before, after)


@contextmanager
def front(
    behind: Mapping[str, str], scenario: Scenario, tls: ssl.SSLContext | None = None, name: str = HOST
) -> Iterator[dict[str, str]]:
    """Stand before the Servio of these settings; give those that lead through the front, under a name, over TLS."""
    servers = {side: _Server(side, scenario) for side in SIDES.values()}
    scheme = "https" if tls else "http"
    ours = {side: f"{scheme}://{name}:{server.server_port}" for side, server in servers.items()}
    theirs = {side: behind[key] for key, side in SIDES.items()}
    with ExitStack() as serving:
        for server in servers.values():
            server.front, server.behind, server.tls = ours, theirs, tls
            serving.enter_context(in_thread(server))
        yield {**behind, **{key: ours[side] for key, side in SIDES.items()}}


@functools.cache
def _trusting() -> ssl.SSLContext:
    return ssl._create_unverified_context()  # noqa: S323 - of this machine


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, side: str, scenario: Scenario) -> None:
        super().__init__((HOST, 0), _Handler)
        self.side, self.scenario = side, scenario
        self.front: Mapping[str, str] = {}
        self.behind: Mapping[str, str] = {}
        self.tls: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the connection's own thread, where TLS is spoken."""
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        with self.tls.wrap_socket(request, server_side=True) as spoken:
            super().finish_request(spoken, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: browsers cut connections as they please."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    kept = False

    def log_message(self, *_arguments: Any) -> None:
        """Keep the terminal of the tests quiet."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.server.side, self.command, self.path, headers, body, self.server.front, self.kept)
        self.kept = True
        scenario = self.server.scenario
        scenario.seen.append(asked)
        try:
            answer = scenario.after(asked, scenario.before(asked) or self._forward(asked))
        except DropError:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer  # noqa: N815 - names that http.server calls

    def _forward(self, asked: Asked) -> Answer:
        scheme, _, host = self.server.behind[asked.side].partition("://")
        headers = {
            name: self._named(value, to="behind")
            for name, value in asked.headers.items()
            if name not in ("connection", "accept-encoding")
        }
        connection = http.client.HTTPConnection(host, timeout=60)
        if scheme == "https":
            connection = http.client.HTTPSConnection(host, timeout=60, context=_trusting())
        try:
            connection.request(asked.method, asked.path, body=asked.body or None, headers=headers | {"host": host})
            came = connection.getresponse()
            body = came.read()
        finally:
            connection.close()
        kind = came.getheader("Content-Type") or ""
        if any(text in kind for text in TEXTS):
            body = self._named(body.decode(), to="front").encode()
        kept = tuple(
            (name, self._named(value, to="front")) for name, value in came.getheaders() if name.lower() not in PER_HOP
        )
        return Answer(came.status, kept, body)

    def _named(self, text: str, *, to: str) -> str:
        """Return the text with our origins for those behind, or the other way round."""
        other = "front" if to == "behind" else "behind"
        for side in SIDES.values():
            pair = {name: origins[side] for name, origins in self._origins().items()}
            text = text.replace(pair[other], pair[to])
            text = text.replace(pair[other].partition("//")[2], pair[to].partition("//")[2])
        return text

    def _origins(self) -> dict[str, Mapping[str, str]]:
        return {"front": self.server.front, "behind": self.server.behind}

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        bodiless = answer.status in (204, 304)
        if not bodiless:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD" and not bodiless:
            self.wfile.write(answer.body)
