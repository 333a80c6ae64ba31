"""Without a fault of its own, what passes the proxy is what it is without it."""

import gzip
import hashlib
import os
import threading
from contextlib import ExitStack

import httpx
import pytest

from selftest.unit.proof.raw import OK, Line, asking, before, get, target
from servio_verify.proof.alteration import Alteration
from servio_verify.proof.parts.altering import Altered
from servio_verify.proof.proxy import reply

HEADERS = Altered(lambda answer: answer.with_header("X-Changed", "1"))
BYSTANDER = Altered(lambda answer: answer.with_status(500), lambda request, _: request.route == "/elsewhere")
"""A fault that is about other answers: what it looks at is read whole, and yet handed on as it was."""

SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Odd: \r\n\r\n"
BOTH = pytest.mark.parametrize("faults", [(), (BYSTANDER,)], ids=["no fault", "a fault elsewhere"])


@BOTH
@pytest.mark.parametrize("media_type", ["text/event-stream", "text/plain"])
def test_what_never_ends_comes_piece_by_piece(
    faults: tuple[Alteration, ...], media_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply, "PATIENCE", 60.0 if media_type == "text/event-stream" else 0.1)
    arrived = threading.Event()

    def answers(line: Line, _head: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nTransfer-Encoding: chunked\r\n\r\n"
        line.say(head.encode() + b"7\r\none\r\n\r\n\r\n")
        assert arrived.wait(8)
        line.say(b"3\r\ntwo\r\n0\r\n\r\n")

    with target(answers) as there, before(there.url, *faults) as standing, asking(standing) as line:
        line.say(get(there.url))
        assert line.until(b"one\r\n").endswith(b"one\r\n")
        arrived.set()
        assert b"two" in line.until(b"0\r\n\r\n")


@BOTH
def test_a_websocket_is_handed_on_untouched(faults: tuple[Alteration, ...]) -> None:
    def answers(line: Line, _head: bytes) -> bool:
        line.say(SWITCHING + b"\x81\x02hi")
        while data := line.exactly(3):
            line.say(data[::-1])
        return False

    with target(answers) as there, before(there.url, *faults) as standing, asking(standing) as line:
        asked = get(there.url, "/live", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: k==")
        line.say(asked + b"abc")
        head = line.until(b"\r\n\r\n").lower()
        assert head.startswith(b"http/1.1 101 switching protocols")
        assert b"upgrade: websocket" in head
        assert line.exactly(7) == b"\x81\x02hicba"
        line.say(b"xyz")
        assert line.exactly(3) == b"zyx"
    asked = there.heads[0].lower()
    assert b"sec-websocket-key: k==" in asked
    assert b"\r\nconnection: upgrade\r\n" in asked


@BOTH
@pytest.mark.parametrize(
    ("method", "said", "told"),
    [
        ("HEAD", "200 OK\r\nContent-Length: 1234\r\nContent-Encoding: gzip", b"Content-Length: 1234\r\n"),
        ("GET", "204 No Content\r\nX-A: b", b"X-A: b\r\n"),
        ("GET", '304 Not Modified\r\nETag: "e"', b'ETag: "e"\r\n'),
        ("GET", "299 Quite Fine\r\nContent-Length: 0", b"299 Quite Fine\r\n"),
        ("GET", "103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 204 No Content\r\nX-A: b", b"X-A: b\r\n"),
    ],
)
def test_an_answer_without_a_body_ends_where_it_ends(
    faults: tuple[Alteration, ...], method: str, said: str, told: bytes
) -> None:
    def answers(line: Line, head: bytes) -> None:
        line.say(OK if b"/next" in head else f"HTTP/1.1 {said}\r\n\r\n".encode())

    with target(answers) as there, before(there.url, *faults) as standing, asking(standing) as line:
        line.say(get(there.url, method=method))
        assert told in line.until(b"\r\n\r\n")
        line.say(get(there.url, "/next"))
        assert line.until(b"ok").startswith(b"HTTP/1.1 200 OK\r\n")
    assert there.opened == 1


@BOTH
def test_odd_headers_come_as_they_were(faults: tuple[Alteration, ...]) -> None:
    odd = b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Empty: \r\nX-Name: Caf\xe9 \xc3\xa9\r\nx-UPPER: Yes"

    def answers(line: Line, _head: bytes) -> None:
        line.say(b"HTTP/1.1 200 OK\r\n" + odd + b"\r\nContent-Length: 2\r\n\r\nok")

    with target(answers) as there, before(there.url, *faults) as standing, asking(standing) as line:
        line.say(get(there.url, "/a%2Fb?q=%e9&x=[1]", "X-Odd: Gr\xfc\xdfe", "X-Empty: ", "Authorization: Basic QTpC"))
        assert line.until(b"\r\n\r\nok") == b"HTTP/1.1 200 OK\r\n" + odd + b"\r\nContent-Length: 2\r\n\r\nok"
    asked = there.heads[0]
    assert asked.startswith(b"GET /a%2Fb?q=%e9&x=[1] HTTP/1.1\r\n")
    assert b"X-Odd: Gr\xfc\xdfe\r\nX-Empty: \r\nAuthorization: Basic QTpC\r\n" in asked


@BOTH
def test_big_bodies_pass_in_both_directions(faults: tuple[Alteration, ...]) -> None:
    sent, back = os.urandom(3_000_000), os.urandom(4_000_000)
    got = []

    def answers(line: Line, head: bytes) -> None:
        got.append(head.lower())
        got.append(line.exactly(len(sent)))
        line.say(b"HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n" + back)

    with target(answers) as there, before(there.url, *faults) as standing, asking(standing) as line:
        line.say(get(there.url, "/", "Expect: 100-continue", f"Content-Length: {len(sent)}", method="POST"))
        assert line.until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
        line.say(sent)
        line.until(b"\r\n\r\n")
        assert hashlib.sha256(line.exactly(len(back))).digest() == hashlib.sha256(back).digest()
    assert got[1] == sent


@pytest.mark.parametrize(
    ("fault", "told"), [(BYSTANDER, b"packed"), (HEADERS, b"plain")], ids=["a fault elsewhere", "one of its own"]
)
def test_a_packed_body_stays_packed_unless_a_fault_has_changed_the_answer(fault: Alteration, told: bytes) -> None:
    packed = gzip.compress(b"a page of words " * 10)

    def answers(line: Line, _head: bytes) -> None:
        line.say(
            f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode() + packed
        )

    with target(answers) as there, before(there.url, fault) as standing, asking(standing) as line:
        line.say(get(there.url, "/", "Accept-Encoding: gzip, zstd;q=0.5, br"))
        head = line.until(b"\r\n\r\n")
        if told == b"packed":
            assert b"Content-Encoding: gzip\r\n" in head
            assert line.exactly(len(packed)) == packed
        else:
            assert b"Content-Encoding" not in head
            assert line.exactly(160) == b"a page of words " * 10
    assert b"Accept-Encoding: gzip, br\r\n" in there.heads[0]


@BOTH
def test_a_target_that_hangs_up_hangs_up_on_the_run(faults: tuple[Alteration, ...]) -> None:
    with target(lambda *_: False) as there, before(there.url, *faults) as standing, asking(standing) as line:
        line.say(get(there.url))
        assert line.rest() == b""
    assert (standing.record.answered, standing.record.failures.total()) == (0, 1)


@BOTH
@pytest.mark.parametrize("framing", ["Content-Length: 100", "Transfer-Encoding: chunked"])
def test_an_answer_that_breaks_off_breaks_off_as_far_on(faults: tuple[Alteration, ...], framing: str) -> None:
    def answers(line: Line, _head: bytes) -> bool:
        line.say(f"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n5\r\nbegin\r\n".encode())
        return False

    with target(answers) as there, before(there.url, *faults) as standing, asking(standing) as line:
        line.say(get(there.url))
        assert line.until(b"begin").startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"0\r\n\r\n" not in line.rest()
    assert standing.record.answered == 0


def test_a_kept_connection_that_the_target_has_closed_is_no_fault() -> None:
    def answers(line: Line, _head: bytes) -> bool:
        line.say(OK)  # and closes, without having said so
        return False

    with target(answers) as there, before(there.url) as standing, asking(standing) as line:
        for _ in range(3):
            line.say(get(there.url))
            assert line.until(b"ok").startswith(b"HTTP/1.1 200 ")
            assert there.closed.acquire(timeout=5)
    assert (there.opened, standing.record.failures.total()) == (3, 0)


def test_a_connection_of_the_run_is_one_of_the_target_s() -> None:
    with (
        target(lambda line, _head: line.say(OK)) as there,
        before(there.url) as standing,
        asking(standing) as one,
        asking(standing) as other,
    ):
        for line in (one, other, one):
            line.say(get(there.url))
            line.until(b"ok")
        one.say(get(there.url, "/", "Connection: close"))
        assert b"onnection: close" in one.rest()
        assert there.closed.acquire(timeout=5)
    assert there.opened == 2


@BOTH
def test_a_target_that_says_that_it_closes_is_closed_to_the_run_too(faults: tuple[Alteration, ...]) -> None:
    def answers(line: Line, _head: bytes) -> bool:
        line.say(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok")
        return False

    with target(answers) as there, before(there.url, *faults) as standing, asking(standing) as line:
        line.say(get(there.url))
        assert b"Connection: close\r\n" in line.until(b"\r\n\r\n")
        assert b"ok" in line.rest()


def test_an_ipv6_host_is_asked() -> None:
    with ExitStack() as stack:
        try:
            there = stack.enter_context(target(lambda line, _head: line.say(OK), host="::1"))
        except OSError:
            pytest.skip("this machine has no IPv6")
        with before(there.url) as standing, asking(standing) as line:
            line.say(get(there.url))
            assert line.until(b"ok").startswith(b"HTTP/1.1 200 ")
            assert httpx.get(there.url, proxy=standing.url, trust_env=False).text == "ok", "it writes no brackets"


@pytest.mark.parametrize(
    "asked",
    [b"GET /no-absolute-form HTTP/1.1\r\nHost: x\r\n\r\n", b"CONNECT x:y HTTP/1.1\r\n\r\n", b"\x16\x03\r\n\r\n"],
)
def test_what_is_no_request_to_a_proxy_is_refused(asked: bytes) -> None:
    with before("http://127.0.0.1:9") as standing, asking(standing) as line:
        line.say(asked)
        assert line.rest().startswith(b"HTTP/1.1 400 ")
