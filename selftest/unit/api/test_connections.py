"""A kept connection that the server closes as a request comes, on real sockets."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from servio_verify.run.marks import Part
from servio_verify.traffic import connections, observations

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Server:
    """Counts connections and the requests that came whole; `answers` says what to send to the nth on a connection."""

    answers: Callable[[int, str], bytes | None]
    idle: float | None = None
    url: str = ""
    connections: int = 0
    requests: list[str] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            number = 0
            while head := self._head(connection, number):
                number += 1
                line = head.partition("\r\n")[0]
                self.requests.append(line.rpartition(" ")[0])
                answer = self.answers(number, line)
                if answer is None:
                    return
                connection.sendall(answer)

    def _head(self, connection: socket.socket, number: int) -> str:
        connection.settimeout(self.idle if number else None)
        try:
            return connection.recv(65536).decode()
        except OSError:
            return ""


@contextmanager
def serving(answers: Callable[[int, str], bytes | None], idle: float | None = None) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        server = Server(answers, idle, f"http://127.0.0.1:{listener.getsockname()[1]}")
        threading.Thread(target=server.serve, args=(listener,), daemon=True).start()
        yield server


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with connections.client(Part.CHECKS, timeout=5, verify=False) as client:
        yield client


@pytest.fixture(autouse=True)
def resent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was sent again, kept from the record of the run that this process is part of."""
    origins: list[str] = []
    monkeypatch.setattr(observations, "note_resent", lambda url, _idle: origins.append(str(url)))
    return origins


def drop_reused(number: int, _line: str) -> bytes | None:
    return OK if number == 1 else None


def drop_all(_number: int, _line: str) -> bytes | None:
    return None


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_what_is_idempotent_is_sent_once_more_on_a_fresh_connection(
    client: httpx.Client, resent: list[str], method: str
) -> None:
    with serving(drop_reused) as server:
        client.get(f"{server.url}/1")
        assert client.request(method, f"{server.url}/2").status_code == 200
    assert server.requests == ["GET /1", f"{method} /2", f"{method} /2"]
    assert resent == [f"{server.url}/2"]
    assert server.connections == 2


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_is_not_idempotent_takes_a_fresh_connection(client: httpx.Client, resent: list[str], method: str) -> None:
    with serving(drop_reused) as server:
        client.get(f"{server.url}/1")
        assert client.request(method, f"{server.url}/2", json={}).status_code == 200
        requests = [line for line in server.requests if line]  # a closed connection is read as an empty line
    assert requests == ["GET /1", f"{method} /2"]
    assert server.connections == 2
    assert not resent


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_is_not_idempotent_is_sent_once(client: httpx.Client, resent: list[str], method: str) -> None:
    with serving(drop_all) as server, pytest.raises(connections.LOST):
        client.request(method, f"{server.url}/1", json={})
    assert server.requests == [f"{method} /1"]
    assert not resent


def test_a_request_on_a_fresh_connection_is_the_same_user_s(client: httpx.Client) -> None:
    client.auth = httpx.BasicAuth("user", "word")
    with serving(drop_reused) as server:
        for method in ("GET", "POST", "GET"):
            answer = client.request(method, f"{server.url}/1")
            assert "Authorization" in answer.request.headers, f"{method}, {server.connections} connections"


def test_an_error_on_a_fresh_connection_stays_one(client: httpx.Client, resent: list[str]) -> None:
    with serving(drop_all) as server, pytest.raises(connections.LOST):
        client.get(f"{server.url}/1")
    assert server.requests == ["GET /1"]
    assert not resent


def test_it_is_sent_again_once_only(client: httpx.Client) -> None:
    with serving(lambda _number, line: OK if " /1 " in line else None) as server:
        client.get(f"{server.url}/1")
        with pytest.raises(connections.LOST):
            client.get(f"{server.url}/2")
    assert server.requests == ["GET /1", "GET /2", "GET /2"]


def test_an_answer_that_breaks_off_is_not_asked_for_again(client: httpx.Client) -> None:
    half = OK.replace(b"Length: 2", b"Length: 9")
    with serving(lambda number, _line: OK if number == 1 else half, idle=0.2) as server:
        client.get(f"{server.url}/1")
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(f"{server.url}/2")
    assert server.requests == ["GET /1", "GET /2"]


def test_idle_connections_that_are_closed_after_50_ms_cost_nothing(client: httpx.Client) -> None:
    with serving(lambda _number, _line: OK, idle=0.05) as server:
        for number in range(40):
            assert client.get(f"{server.url}/{number}").text == "ok"
            threading.Event().wait(0.04 + number % 5 * 0.005)  # around the moment at which it closes
    assert {f"GET /{number}" for number in range(40)} == set(server.requests)
