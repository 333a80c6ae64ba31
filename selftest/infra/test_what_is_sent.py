"""What is sent to a server beside the questions: no password without TLS, nothing that writes."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from selftest.infra.held import environment
from selftest.support.postgres import PASSWORD, Postgres
from servio_verify.infra.address import address_of
from servio_verify.infra.cache import connection as cache
from servio_verify.infra.database import connection as database
from servio_verify.infra.database.reading import Reading
from servio_verify.infra.facts import Unread

CLEAR_TEXT_PLEASE = b"R" + struct.pack(">ii", 8, 3)
"""PostgreSQL's AuthenticationCleartextPassword."""


@dataclass
class Listener:
    """A server that answers whatever comes, and keeps it."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)


@contextmanager
def listening(answer: bytes) -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = Listener(server.getsockname()[1])

        def serve() -> None:
            opened, _ = server.accept()
            with opened:
                while came := opened.recv(4096):
                    listener.heard.append(came)
                    opened.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener
        thread.join(10)


def test_the_database_is_told_no_password_without_tls() -> None:
    with listening(CLEAR_TEXT_PLEASE) as server:
        url = f"postgresql://servio:{PASSWORD}@127.0.0.1:{server.port}/servio"
        address = address_of(environment(secrets={"DATABASE_URL": url}), "DATABASE_URL", 5432, database.SCHEMES)
        assert database.refuses_plain_text(address) is False
    assert len(server.heard) == 1, "the start of a connection, and nothing after the question for a password"
    assert PASSWORD.encode() not in server.heard[0]


@pytest.mark.parametrize("asked", ["plain text", "without a password"])
def test_redis_is_told_no_password(asked: str) -> None:
    with listening(b"-NOAUTH Authentication required.\r\n") as server:
        url = f"redis://default:{PASSWORD}@127.0.0.1:{server.port}/0"
        address = address_of(environment(secrets={"REDIS_URL": url}), "REDIS_URL", 6379, cache.SCHEMES)
        if asked == "plain text":
            assert cache.refuses_plain_text(address) is False
        else:
            assert cache.asks_for_password(address, None) is True
    assert server.heard
    assert PASSWORD.encode() not in b"".join(server.heard)


def test_nothing_can_be_written_where_the_database_is_read(database_server: Postgres) -> None:
    url = database_server.url("servio", user="root_servio")
    address = address_of(environment(secrets={"DATABASE_URL": url}), "DATABASE_URL", 5432, database.SCHEMES)
    with database.connect(address, None) as opened:
        reading = Reading(opened)
        with reading.begun():
            refused = reading.rows("INSERT INTO venues (name) VALUES ('Three') RETURNING 1")
            assert reading.rows("SELECT 1") == [(1,)]
    assert isinstance(refused, Unread)
    assert refused.why == "cannot execute INSERT in a read-only transaction"
