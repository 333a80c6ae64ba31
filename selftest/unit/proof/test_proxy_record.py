"""The record: only what the run has received counts, and the proxy is gone when it is over."""

import socket
import ssl
import threading
import time
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509

from selftest.unit.proof.raw import OK, Answers, Line, asking, before, get, target
from servio_verify.proof.alteration import Alteration, Handshake
from servio_verify.proof.exchange import Answer, Request
from servio_verify.proof.parts.altering import Altered
from servio_verify.proof.proxy import answering
from servio_verify.proof.proxy.server import Proxy
from servio_verify.run.polling import wait_until


def answer_ok(line: Line, _head: bytes) -> None:
    line.say(OK)


class Greets(Alteration):
    """Greets otherwise."""

    def __init__(self, **changes: object) -> None:
        self._handshake = Handshake(**changes)  # type: ignore[arg-type] # its own fields

    def handshake(self, _host: str) -> Handshake:
        return self._handshake


class AsksElsewhere(Alteration):
    """Asks for another path."""

    def forward(self, request: Request) -> Request:
        return Request(request.side, request.method, request.scheme, request.host, request.port, "/b", request.headers)


def test_what_is_asked_through_a_tunnel_without_tls_is_changed_too() -> None:
    change = Altered(lambda answer: answer.with_header("X-Changed", "1"))
    with target(answer_ok) as there, before(there.url, change) as standing, asking(standing, there.url) as line:
        line.say(b"GET /api HTTP/1.1\r\nHost: here\r\n\r\n")
        assert b"X-Changed: 1" in line.until(b"ok")
    assert [change.request for change in standing.record.of("fault")] == ["GET web:/api"]


def test_each_fault_has_what_it_changed() -> None:
    faults = (
        Altered(lambda answer: answer.with_header("X-A", "1")),
        Altered(lambda answer: answer.with_status(500), lambda request, _: request.route == "/b"),
        AsksElsewhere(),
    )
    with target(answer_ok) as there, before(there.url, *faults) as standing, asking(standing) as line:
        line.say(get(there.url, "/a"))
        assert b"X-A: 1\r\n" in line.until(b"\r\n\r\nok")
    assert there.heads[0].startswith(b"GET /b ")
    assert [change.what for change in standing.record.of("fault")] == ["with x-a"]
    assert standing.record.of("fault1") == []  # it is asked for what the run asked for
    assert [change.what for change in standing.record.of("fault2")] == ["GET web:/b was asked instead"]


@pytest.mark.parametrize(("waits", "counted"), [(0.05, 0), (0.9, 1)], ids=["at once", "after it had to notice"])
@pytest.mark.parametrize("how", [{"delay": 30.0}, {"bytes_per_second": 10.0}], ids=["late", "trickling"])
def test_a_client_that_goes_away_has_met_what_it_waited_for(
    how: dict[str, float], waits: float, counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "NOTICED", 0.4)
    monkeypatch.setattr("servio_verify.proof.proxy.delivering.NOTICED", 0.4)
    fault = Altered(lambda answer: answer.with_body(b"-" * 1000).delivered(**how))
    with target(answer_ok) as there, before(there.url, fault) as standing:
        with asking(standing) as line:
            line.say(get(there.url))
            assert wait_until(lambda: there.heads, timeout=5, every=0.02)
            wait_until(lambda: False, timeout=waits, every=waits)
        wait_until(lambda: len(standing.record.changes) == counted, timeout=2, every=0.02)
    assert len(standing.record.changes) == counted


def test_a_request_that_is_given_up_is_given_up_at_the_target_too() -> None:
    def answers(line: Line, _head: bytes) -> bool:
        assert line.rest() == b""
        return False

    with target(answers) as there, before(there.url) as standing:
        with asking(standing) as line:
            line.say(get(there.url))
            assert wait_until(lambda: there.heads, timeout=5, every=0.02)
        assert there.closed.acquire(timeout=3), "the target still works for nobody"
    assert not standing.record.failures


@pytest.mark.parametrize(("cut", "came"), [(0, b""), (300, b"-" * 300)])
def test_an_answer_is_cut_where_the_fault_says(cut: int, came: bytes) -> None:
    fault = Altered(lambda answer: answer.with_body(b"-" * 1000).delivered(cut_after=cut))
    with target(answer_ok) as there, before(there.url, fault) as standing, asking(standing) as line:
        line.say(get(there.url))
        assert line.rest().partition(b"\r\n\r\n")[2] == came
    assert len(standing.record.of("fault")) == 1


def test_an_answer_that_is_a_fault_s_own_asks_nobody() -> None:
    class Own(Alteration):
        def instead(self, _request: Request) -> Answer | None:
            return Answer(503, (("Content-Type", "text/html"),), b"closed")

    with target(answer_ok) as there, before(there.url, Own()) as standing, asking(standing) as line:
        line.say(get(there.url))
        assert line.until(b"closed").startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert (there.heads, len(standing.record.of("fault"))) == ([], 1)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize(
    ("fault", "version", "counted"),
    [
        (Greets(valid_for=timedelta(days=7)), ssl.TLSVersion.TLSv1_3, 1),
        (Greets(trusted=False), ssl.TLSVersion.TLSv1_3, 1),
        (Greets(name="other.example"), ssl.TLSVersion.TLSv1_2, 1),
        (Greets(oldest=ssl.TLSVersion.TLSv1), ssl.TLSVersion.TLSv1_3, 0),
        (Greets(oldest=ssl.TLSVersion.TLSv1), ssl.TLSVersion.TLSv1_1, 1),
        (Greets(newest=ssl.TLSVersion.TLSv1_1, oldest=ssl.TLSVersion.TLSv1), ssl.TLSVersion.TLSv1_3, 1),
        (Greets(valid_for=timedelta(days=7)), None, 0),
    ],
    ids=["ends soon", "stranger", "other host", "old, new one asked", "old, old one asked", "only old", "no handshake"],
)
def test_a_greeting_counts_where_a_handshake_met_it(
    fault: Alteration, version: ssl.TLSVersion | None, counted: int
) -> None:
    url = "https://127.0.0.1:9"
    with before(url, fault) as standing, asking(standing, url) as line:
        if version:
            shake_hands(line, standing, version)
        wait_until(lambda: len(standing.record.of("fault")) == counted, timeout=2, every=0.02)
    assert len(standing.record.of("fault")) == counted


@pytest.mark.parametrize(("days", "told"), [(5, 5), (300, 60)])
def test_the_greeting_is_the_target_s_own_without_a_fault(
    authority: trustme.CA, tmp_path: Path, days: int, told: int
) -> None:
    ca_file, context = tmp_path / "ca.pem", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.cert_pem.write_to_path(ca_file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    ends = datetime.now(UTC) + timedelta(days=days, hours=1)
    authority.issue_cert("127.0.0.1", not_after=ends).configure_cert(context)
    with (
        target(answer_ok, context) as there,
        before(there.url, ca_file=ca_file) as standing,
        asking(standing, there.url) as line,
    ):
        shown = shake_hands(line, standing, ssl.TLSVersion.TLSv1_1)
    assert shown is not None, "TLS 1.1 is spoken by the target, and not by the proxy"
    left = shown.not_valid_after_utc - datetime.now(UTC)
    assert told - 1 <= left.days <= told


def shake_hands(line: Line, standing: Proxy, version: ssl.TLSVersion) -> x509.Certificate | None:
    """Return the certificate that is shown in this version; None where the handshake fails."""
    context = ssl.create_default_context(cafile=standing.authority)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
    try:
        with context.wrap_socket(line.socket, server_hostname="127.0.0.1") as shaken:
            return x509.load_der_x509_certificate(shaken.getpeercert(binary_form=True) or b"")
    except (ssl.SSLError, ConnectionError):
        return None


def test_it_ends_within_a_second_and_leaves_nothing() -> None:
    def answers(line: Line, head: bytes) -> bool:
        if b"/live" in head:
            line.say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
        line.rest()
        return False

    late = Altered(lambda answer: answer.delivered(delay=30), lambda request, _: request.route == "/late")
    with target(slow_but(answers)) as there, before(there.url, late) as standing:
        threads = {thread.name for thread in threading.enumerate()}
        asked = [
            get(there.url, "/hangs"),
            get(there.url, "/late"),
            get(there.url, "/live", "Connection: Upgrade", "Upgrade: x"),
        ]
        lines = [socket.create_connection(("127.0.0.1", int(standing.url.rpartition(":")[2]))) for _ in range(4)]
        for line, request in zip(lines, asked, strict=False):
            line.sendall(request)
        assert wait_until(lambda: len(there.heads) == 3, timeout=5, every=0.02)
        begun = time.monotonic()
    assert time.monotonic() - begun < 1
    assert "proof-proxy" in threads
    assert "proof-proxy" not in {thread.name for thread in threading.enumerate()}
    for _ in range(3):
        assert there.closed.acquire(timeout=3), "a connection to the target is left open"
    for line in lines:
        line.settimeout(3)
        while line.recv(4096):
            pass
        line.close()


def slow_but(answers: Answers) -> Answers:
    """Answer `/late` at once, and the rest as told."""

    def both(line: Line, head: bytes) -> bool | None:
        if b"/late" in head:
            line.say(OK)
            return None
        return answers(line, head)

    return both
