"""Server that tells the newest verdict of a build to platforms that ask for it: Flagger and Argo Rollouts."""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from servio_verify.deployment.argo import ArgoGate
from servio_verify.deployment.flagger import HOOKS, FlaggerGate
from servio_verify.deployment.gate import Deployed, Gate
from servio_verify.deployment.newest import decision_of
from servio_verify.deployment.reply import AskedWronglyError, Reply

LARGEST = 64 * 1024
"""Bytes of a body; Flagger's have some hundred."""

AT_ONCE = 16
SECONDS = 10
"""How long a connection may be silent."""


class GateServer(ThreadingHTTPServer):
    """Serves the verdicts in a folder of runs, of one environment; so many connections at once, no more."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], runs: Path, deployed: Deployed, longest: timedelta) -> None:
        super().__init__(address, _Handler)
        self.deployed = deployed
        self.decide = partial(decision_of, runs, longest=longest)
        self._places = BoundedSemaphore(AT_ONCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a connection where there is a place for it, else close it."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Handle a connection, and give its place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: GateServer
    timeout = SECONDS
    server_version, sys_version = "servio-verify", ""

    def do_GET(self) -> None:
        self._serve(self._argo)

    def do_POST(self) -> None:
        self._serve(self._flagger)

    def _serve(self, asked: Callable[[], Gate[Reply]]) -> None:
        try:
            gate = asked()
            deployed = gate.look()
            reply = gate.answer(self.server.decide(deployed))
            line = f"{self._path} {deployed.build}: {reply.status} ({reply.document['verdict']})"
            sys.stderr.write(f"{line}\n")
        except AskedWronglyError as error:
            reply = Reply(error.status, {"error": str(error)})
        body = json.dumps(reply.document).encode()
        with suppress(OSError):
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    @property
    def _path(self) -> str:
        return urlsplit(self.path).path

    def _argo(self) -> Gate[Reply]:
        if self._path != "/argo":
            raise AskedWronglyError("there is GET /argo?build=BUILD", HTTPStatus.NOT_FOUND)
        return ArgoGate(dict(parse_qsl(urlsplit(self.path).query)), self.server.deployed)

    def _flagger(self) -> Gate[Reply]:
        hook = self._path.removeprefix("/flagger/")
        if hook not in HOOKS or not self._path.startswith("/flagger/"):
            raise AskedWronglyError(f"there is POST /flagger/{' and /flagger/'.join(HOOKS)}", HTTPStatus.NOT_FOUND)
        return FlaggerGate(hook, self._payload(), self.server.deployed)

    def _payload(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            raise AskedWronglyError("the length of the body is not told", HTTPStatus.LENGTH_REQUIRED)
        if int(length) > LARGEST:
            self.close_connection = True
            raise AskedWronglyError(f"the body has more than {LARGEST} bytes", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            payload = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            payload = None
        if not isinstance(payload, dict):
            raise AskedWronglyError("the body is no JSON object")
        return payload

    def log_message(self, *_: object) -> None:
        """Say nothing; what was answered is told in a line of its own."""
