"""Server of planted defects, for the detectors to prove themselves on."""

import datetime
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from filelock import FileLock

from servio_verify.run import state_dir
from servio_verify.run.files import write_atomically

BUILD = "X-Planted-Build"
SLOW_SECONDS = 30.0
"""Longer than a busy machine keeps a thread waiting: whoever gives up, does so before it answers."""
HOST = "127.0.0.1"
LOCK_SECONDS = 60

_ERROR = {
    "success": False,
    "error": {"code": "PLANTED", "message": "a planted defect"},
    "meta": {"timestamp": "2026-01-01T00:00:00Z", "requestId": "planted", "version": "1"},
}
_KEY = "sk_test_" + "planted0" * 3  # has the form of a Stripe key and opens nothing


@dataclass(frozen=True)
class PlantedServer:
    """Where the defects are."""

    url: str
    expired_url: str
    authority: Path
    secret: str = "planted-secret-value"  # noqa: S105 - no secret: a canary


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            threading.Event().wait(SLOW_SECONDS)
        status = int(self.path[1:]) if self.path[1:].isdigit() else 200
        text = f"{_KEY} {PlantedServer.secret}" if self.path == "/secret" else json.dumps(_ERROR)
        with suppress(OSError):  # whoever asked may have gone away
            self.send_response(status)
            self.send_header(BUILD, "planted")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: a handshake that is refused is what is wanted here."""


@contextmanager
def planted_server() -> Iterator[PlantedServer]:
    """Serve the defects, plain and with a certificate that has expired."""
    certificate = _certificate()
    with _Server((HOST, 0), _Handler) as plain, _Server((HOST, 0), _Handler) as expired:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        expired.socket = context.wrap_socket(expired.socket, server_side=True, do_handshake_on_connect=False)
        for server in (plain, expired):
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            urls = f"http://{HOST}:{plain.server_port}", f"https://{HOST}:{expired.server_port}"
            yield PlantedServer(*urls, certificate)
        finally:
            plain.shutdown()
            expired.shutdown()


def _certificate() -> Path:
    """Return authority, expired certificate and its key in one file; it is made once on a machine.

    Runs that begin at once agree on one: a file that is replaced would part an authority from its certificate.
    """
    path = state_dir.folder() / "planted-expired.pem"
    if not path.is_file():
        with FileLock(f"{path}.lock", timeout=LOCK_SECONDS):
            if not path.is_file():
                _make_certificate(path)
    return path


def _make_certificate(path: Path) -> None:
    import trustme  # slow, and needed once

    authority = trustme.CA(organization_name="servio-verify planted defects")
    now = datetime.datetime.now(datetime.UTC)
    made = authority.issue_cert(
        HOST, not_before=now - datetime.timedelta(days=9), not_after=now - datetime.timedelta(days=2)
    )
    whole = made.private_key_and_cert_chain_pem.bytes() + authority.cert_pem.bytes()
    write_atomically(path, whole, private=True)
