"""What load does before its first request, and how its users speak HTTP: nothing is measured here."""

import gzip
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from selftest.load_runs import REPOSITORY, Place, place, serving

NOBODY = "http://127.0.0.1:9"
"""The discard port: nothing listens there."""


@pytest.fixture
def here(tmp_path: Path) -> Place:
    return place(tmp_path)


def test_no_server_is_inconclusive_at_once(here: Place) -> None:
    ended = here.run(NOBODY, "--wait", "0")
    assert (ended.code, ended.output) == (10, "")
    assert "is down" in ended.errors


def test_a_limit_that_cannot_hold_the_profile_is_told_before_the_first_request(here: Place) -> None:
    with serving(announce=60) as target:
        ended = here.run(target.url)
    assert ended.code == 10
    assert "X-RateLimit-Limit 60" in ended.errors
    assert target.truth["runs"] == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--env", "nowhere"], "unknown environment 'nowhere'"),
        (["--env", "production"], "allows no load"),
        (["--profile", "nothing"], "unknown profile 'nothing'"),
        (["--profile", "broken"], "profile 'broken'"),
        (["--host", "http://example.org"], "load goes to"),
        (["--baseline", "none.json"], "must be a load.json"),
        (["--no-such-option"], "--no-such-option"),
        (["--wait", "long"], "--wait"),
    ],
)
def test_a_mistake_of_the_user_is_one_line_and_exit_code_4(here: Place, arguments: list[str], said: str) -> None:
    here.profile("broken", users=100_000)
    ended = here.run(NOBODY, *arguments)
    assert (ended.code, ended.output) == (4, "")
    assert said in ended.errors
    assert len(ended.errors.strip().splitlines()) == 1, ended.errors


def test_a_target_that_says_it_is_production_gets_no_load(here: Place) -> None:
    with serving(says="production") as target:
        ended = here.run(target.url)
    assert ended.code == 4
    assert "says that it is production" in ended.errors
    assert target.truth["runs"] == {}


ONE_VISIT = """
import sys
from pathlib import Path
from locust.env import Environment
from servio_verify.load import journeys, profile, users
from servio_verify.load.meter import Meter
from servio_verify.load.plan import Plan

url, pem = sys.argv[1:]
made = profile.of("made", {"description": "made", "think": 1, "stages": [{"name": "on", "seconds": 1, "users": 1}]})
users.prepare(Plan(made, "run", url, url, Path(pem).read_text() if pem else None), Meter())
environment = Environment(user_classes=[users.Visitor])
environment.events.request.add_listener(lambda exception, **_: print(f"seen: {exception!r}"))
journeys.home(users.Visitor(environment))
"""


@pytest.mark.parametrize(
    ("name", "trusted", "said"),
    [("localhost", True, "seen: None"), ("localhost", False, "VERIFY_FAILED"), ("elsewhere.test", True, "mismatch")],
)
def test_users_trust_no_certificate_that_is_not_the_hosts(tmp_path: Path, name: str, trusted: bool, said: str) -> None:
    authority, ca, pem = trustme.CA(), tmp_path / "ca.pem", tmp_path / "cert.pem"
    authority.cert_pem.write_to_path(ca)
    authority.issue_cert(name).private_key_and_cert_chain_pem.write_to_path(pem)
    with serving(certificate=str(pem)) as target:
        command = [sys.executable, "-c", ONE_VISIT, target.url, str(ca) if trusted else ""]
        visit = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=False)
    assert said in visit.stdout, visit.stdout + visit.stderr


TWO_VISITS = """
import _socket
import sys

asked, resolve = [], _socket.getaddrinfo
_socket.getaddrinfo = lambda *what, **more: asked.append(what) or resolve(*what, **more)

import gevent
from servio_verify.load.http import Http, RememberingResolver

gevent.get_hub().resolver = RememberingResolver()
for person in range(2):
    http = Http({}, 5, None)
    for visit in range(2):
        print(http.send("GET", sys.argv[1], {"X-Person": str(person)}, b"").content.decode())
print(f"asked {len(asked)} times")
"""


class Counter(BaseHTTPRequestHandler):
    """Answers, packed, with the cookie that it was sent, and gives one."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = gzip.compress(f"person {self.headers['X-Person']}, cookie {self.headers['Cookie']}".encode())
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", f"seen={self.headers['X-Person']}; Path=/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_users_keep_their_own_cookies_unpack_answers_and_look_an_address_up_once() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Counter) as server:
        threading.Thread(target=server.serve_forever).start()
        command = [sys.executable, "-c", TWO_VISITS, f"http://localhost:{server.server_port}/"]
        visits = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=30, check=False)
        server.shutdown()
    assert visits.stdout.splitlines() == [
        "person 0, cookie None",
        "person 0, cookie seen=0",
        "person 1, cookie None",
        "person 1, cookie seen=1",
        "asked 1 times",
    ], visits.stderr


def test_workers_that_do_not_come_are_inconclusive(here: Place) -> None:
    waiting = ("--expect-workers", "1", "--expect-workers-max-wait", "1", "--master-bind-port", "5657")
    with serving() as target:
        ended = here.run(target.url, "--master", *waiting)
    assert ended.code == 10, ended.errors
    assert "workers did not come" in ended.errors
