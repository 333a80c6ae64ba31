"""Which versions of TLS an origin accepts, where it says so by silence."""

import socket
import ssl
from typing import NoReturn

import pytest

from servio_verify.target import tls


def test_a_version_whose_hello_nobody_answers_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall may drop it without a word."""
    monkeypatch.setattr(tls, "HANDSHAKE_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not tls.accepts(f"https://127.0.0.1:{silent.getsockname()[1]}", ssl.TLSVersion.TLSv1_1)


def test_where_nobody_answers_today_s_hello_nothing_is_known_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outage is no policy of TLS."""
    monkeypatch.setattr(tls, "HANDSHAKE_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(tls.HelloUnansweredError):
        tls.accepts_any(f"https://127.0.0.1:{silent.getsockname()[1]}", [ssl.TLSVersion.TLSv1_3])


def test_where_no_connection_comes_about_nothing_is_known_of_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> NoReturn:
        raise TimeoutError

    monkeypatch.setattr("servio_verify.traffic.tunnel.connect", connect)
    with pytest.raises(TimeoutError):
        tls.accepts("https://127.0.0.1", ssl.TLSVersion.TLSv1_1)
