"""How load users speak HTTP: nothing is measured here."""

import gzip
import subprocess
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler
from typing import Any

import pytest
import trustme

from selftest.support import small_server
from selftest.support.background import in_thread
from selftest.support.load_runs import serving
from selftest.support.processes import ROOT
from selftest.support.small_server import only

pytestmark = pytest.mark.measures_nothing

ONE_VISIT = """
import sys
from pathlib import Path
from locust.env import Environment
from servio_verify.load.driver import process_state, user
from servio_verify.load.plan import journeys, profile_files
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.plan.work_order import WorkOrder

url, pem = sys.argv[1:]
stages = [{"name": "on", "seconds": 1, "users": 1}]
made = profile_files.of("made", {"description": "made", "think": 1, "stages": stages})
recorder = RequestRecorder()
process_state.install_users(WorkOrder(made, "run", url, url, Path(pem).read_text() if pem else None), recorder)
journeys.home(user.LoadUser(Environment(user_classes=[user.LoadUser])).sender)
seen = recorder.harvest().tallies.total()
print(f"seen: {seen.times.count} {dict(seen.failures)}")
"""


@pytest.mark.parametrize(
    ("name", "trusted", "said"),
    [("localhost", True, "seen: 1 {}"), ("localhost", False, "VERIFY_FAILED"), ("elsewhere.test", True, "mismatch")],
)
def test_users_trust_no_certificate_that_is_not_the_hosts(tmp_path: Path, name: str, trusted: bool, said: str) -> None:
    authority, ca, pem = trustme.CA(), tmp_path / "ca.pem", tmp_path / "cert.pem"
    authority.cert_pem.write_to_path(ca)
    authority.issue_cert(name).private_key_and_cert_chain_pem.write_to_path(pem)
    with serving(certificate=str(pem)) as target:
        command = [sys.executable, "-c", ONE_VISIT, target.url, str(ca) if trusted else ""]
        visit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert said in visit.stdout, visit.stdout + visit.stderr


IMPORTED = """
import gc, signal, sys
from locust import runners

def state():
    return [runners.WORKER_REPORT_INTERVAL, sys.excepthook, signal.getsignal(signal.SIGTERM)]

before = state(), gc.get_threshold(), gc.get_freeze_count()
from servio_verify.load.driver import events
assert (state(), gc.get_threshold(), gc.get_freeze_count()) == before, "changed by the import"
events.install()
assert not set(map(str, state())) & set(map(str, before[0])), "not changed by install()"
"""


def test_only_install_changes_the_process_at_large() -> None:
    """Who imports the driver for a class of it keeps their own signals and hooks."""
    imported = subprocess.run(
        [sys.executable, "-c", IMPORTED], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert imported.returncode == 0, imported.stderr


BUILDS = """
import sys
from servio_verify.load.driver.client.builds import BuildLooks
from servio_verify.load.driver.client.sender import Sender, Shared
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.plan import journeys, profile_files
from servio_verify.load.plan.work_order import WorkOrder

stages = [{"name": "on", "seconds": 1, "users": 1}]
made = profile_files.of("made", {"description": "made", "think": 1, "stages": stages})
told = {"header:X-BUILD": "/health", "json:data.build": "/health", r"asset:app-(\\w+)": "/", None: ""}
for source, path in told.items():
    recorder, order = RequestRecorder(), WorkOrder(made, "run", *sys.argv[1:] * 2, build=source, build_path=path)
    sender = Sender(Shared(order, recorder, None))
    sender.do(journeys.home)
    print(source, recorder.harvest().builds, BuildLooks(order, None).look(2), sep="; ")
"""


def test_builds_are_read_where_the_environment_says_that_they_are_told() -> None:
    """By the header of each answer, else by looks beside the load; of a load of pages alone the API is not asked."""
    home, health = {"Content-Type": "text/html", "x-build": "old"}, {"Content-Type": "application/json"}
    page = "<title>Servio</title><script src=app-new.js>"
    answers = only({"/": (200, home, page), "/health": (200, health, '{"data": {"build": "young"}}')})
    with small_server.serving(answers) as url:
        command = [sys.executable, "-c", BUILDS, url]
        read = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert read.stdout.splitlines() == [
        "header:X-BUILD; {'web': {'old': 1}, 'api': {}}; NamedBuilds(web={}, api={})",
        "json:data.build; {}; NamedBuilds(web={'young': 2}, api={})",
        r"asset:app-(\w+); {}; NamedBuilds(web={'new': 2}, api={})",
        "None; {}; NamedBuilds(web={}, api={})",
    ], read.stderr


VISITS = """
import _socket
import sys

asked, resolve = [], _socket.getaddrinfo
_socket.getaddrinfo = lambda *what, **more: asked.append(what) or resolve(*what, **more)

import gevent
from servio_verify.load.driver.client.http_client import Http, RememberingResolver, lines

gevent.get_hub().resolver = RememberingResolver()
for person in range(2):
    http = Http({}, 5, None)
    for path in sys.argv[2:]:
        method, path = path.split()
        body = b"x" * 5_000_000 if method == "POST" else b""
        gevent.sleep(0.2)  # between two requests: a server that closes has done so by now
        exchange = http.send(method, sys.argv[1] + path, lines({"X-Person": str(person)}), body)
        print(exchange.content.decode() if exchange.status_code else f"failed: {type(exchange.error).__name__}")
print(f"asked {len(asked)} times")
"""

PACKED = ("/rot13", "/br", "/deflate")
"""Where the answer is packed in another way than it says, or in one that there is not."""


class Counter(BaseHTTPRequestHandler):
    """Answers, packed, with the cookie and how much it was sent, and gives one; some paths behave worse."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.served.append(self.path)  # type: ignore[attr-defined]
        got = len(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        if self.path == "/gone":
            self.close_connection = True
            return
        told = f"person {self.headers['X-Person']}, cookie {self.headers['Cookie']}, {got} bytes"
        body = gzip.compress(told.encode())
        self.send_response(200)
        self.send_header("Content-Encoding", self.path[1:] if self.path in PACKED else "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", f"seen={self.headers['X-Person']}; Path=/")
        self.end_headers()
        time.sleep(0.05)  # noqa: TID251 - the body comes later than the head, as from a busy server
        self.wfile.write(body)
        self.close_connection = self.path == "/closing"

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def visit(*paths: str) -> tuple[list[str], list[str]]:
    """Return what two people get who go to these places one after the other, and what the server was asked for."""
    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Counter)) as server:
        served = server.served = []  # type: ignore[attr-defined]
        command = [sys.executable, "-c", VISITS, f"http://localhost:{server.server_port}", *paths]
        visits = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert visits.returncode == 0, visits.stderr
    return visits.stdout.splitlines(), served


def test_users_keep_their_own_cookies_unpack_answers_and_look_an_address_up_once() -> None:
    assert visit("GET /", "GET /")[0] == [
        "person 0, cookie None, 0 bytes",
        "person 0, cookie seen=0, 0 bytes",
        "person 1, cookie None, 0 bytes",
        "person 1, cookie seen=1, 0 bytes",
        "asked 1 times",
    ]


def test_a_connection_that_the_server_closed_between_two_requests_fails_nobody() -> None:
    """Servers do so all the time; what is sent twice is told to the server twice, so an order never is."""
    got, served = visit("GET /closing", "GET /closing", "POST /closing", "POST /")
    assert not [line for line in got if "failed" in line]
    assert served == ["/closing", "/closing", "/closing", "/"] * 2


def test_a_body_that_does_not_fit_at_once_arrives_whole() -> None:
    assert visit("POST /", "POST /")[0][:2] == [
        "person 0, cookie None, 5000000 bytes",
        "person 0, cookie seen=0, 5000000 bytes",
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_server_that_closes_instead_of_answering_has_failed(method: str) -> None:
    """Not asked again: on a connection that was just opened there is nothing to be sorry for."""
    got, served = visit(f"{method} /gone")
    assert got[:2] == ["failed: HTTPConnectionClosed"] * 2
    assert served == ["/gone", "/gone"]


@pytest.mark.parametrize("path", PACKED)
def test_an_answer_that_cannot_be_unpacked_is_a_failure(path: str) -> None:
    broken, whole = visit(f"GET {path}", "GET /")[0][:2]
    assert broken.startswith("failed: ")
    assert whole == "person 0, cookie None, 0 bytes"


WAIT = """
import sys
from servio_verify.load.driver.client.http_client import Http

exchange = Http({}, 0.5, None).send("GET", sys.argv[1])
print(f"{type(exchange.error).__name__} after {exchange.milliseconds:.0f}")
"""

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n"


@pytest.mark.parametrize("at_once", [b"", HEAD, HEAD.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)])
def test_an_answer_in_drops_is_waited_for_no_longer_than_any_other(at_once: bytes) -> None:
    """A socket's time-out begins anew with each byte: such an answer was neither late nor failed when a run ended."""

    class Dripping(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(at_once)
            with suppress(OSError):
                for byte in HEAD.removeprefix(at_once) + b"x" * 2000:
                    self.request.sendall(bytes([byte]))
                    time.sleep(0.02)  # noqa: TID251 - far less than what is waited for

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Dripping)) as server:
        command = [sys.executable, "-c", WAIT, f"http://127.0.0.1:{server.server_port}/"]
        waited = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    how, _, milliseconds = waited.stdout.partition(" after ")
    assert how == "TimeoutError", waited.stdout + waited.stderr
    assert 499 < float(milliseconds) < 5000  # on a busy machine
