"""What the proxy needs on its way: the process's own proxy, the target's authority, a gate's certificate."""

import ssl
from pathlib import Path

import httpx
import pytest
import trustme

from selftest.support.proxy import proxy as own_proxy
from selftest.support.small_server import JSON, serving
from selftest.unit.proof.raw import asking, before, get
from servio_verify.environments.gate.settings import ClientCertificate

SAID = (200, JSON, '{"success":true}')


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    """What a server of this machine greets with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return file


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address is spared from a proxy."""
    for name in ("no_proxy", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "")


@pytest.mark.usefixtures("through")
def test_the_process_s_own_proxy_is_used(monkeypatch: pytest.MonkeyPatch, tls: ssl.SSLContext, ca_file: Path) -> None:
    with own_proxy() as way, serving(lambda _: SAID) as plain, serving(lambda _: SAID, tls) as safe:
        monkeypatch.setenv("http_proxy", way.url)
        monkeypatch.setenv("https_proxy", way.url)
        with before(plain) as standing, asking(standing) as line:
            line.say(get(plain))
            assert line.until(b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")
        with before(safe, ca_file=ca_file) as standing:
            assert told(safe, standing.url, standing.authority).status_code == 200
            assert told(f"{safe.replace('127.0.0.1', 'localhost')}", standing.url, ca_file).status_code == 200
        hosts = {(method, host) for method, host, _ in way.led}
        assert ("GET", plain.partition("://")[2]) in hosts
        assert {
            ("CONNECT", safe.partition("://")[2]),
            ("CONNECT", safe.partition("://")[2].replace("127.0.0.1", "localhost")),
        } <= hosts
        assert way.refused == 0


@pytest.mark.usefixtures("through")
def test_what_the_own_proxy_answers_instead_of_a_tunnel_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with own_proxy() as way, before("http://127.0.0.1:9") as standing, asking(standing) as line:
        monkeypatch.setenv("https_proxy", way.url.replace("runner:", "stranger:"))
        line.say(b"CONNECT somewhere.example:443 HTTP/1.1\r\nHost: somewhere.example:443\r\n\r\n")
        assert line.rest().startswith(b"HTTP/1.1 407 ")


def test_another_host_is_led_through_with_its_own_certificate(tls: ssl.SSLContext, ca_file: Path) -> None:
    with serving(lambda _: SAID) as plain, serving(lambda _: SAID, tls) as other, before(plain) as standing:
        assert told(other, standing.url, ca_file).status_code == 200
    assert standing.record.answered == 0


def test_a_run_believes_whom_it_believes_without_the_proxy(tls: ssl.SSLContext, ca_file: Path) -> None:
    with (
        serving(lambda _: SAID, tls) as safe,
        serving(lambda _: SAID, tls) as other,
        before(safe, ca_file=ca_file) as standing,
    ):
        for url in (safe, other):
            assert told(url, standing.url, standing.authority).status_code == 200
    assert standing.record.answered == 1


def test_a_target_of_no_trust_is_not_trusted_through_the_proxy_either(tls: ssl.SSLContext) -> None:
    refused = pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED")
    with serving(lambda _: SAID, tls) as safe, before(safe) as standing, refused:
        told(safe, standing.url, standing.authority)


def test_the_gate_s_certificate_is_shown_to_the_target(
    authority: trustme.CA, tls: ssl.SSLContext, ca_file: Path, tmp_path: Path
) -> None:
    issued, pem, key = authority.issue_cert("runner.example"), tmp_path / "client.pem", tmp_path / "client.key"
    issued.cert_chain_pems[0].write_to_path(pem)
    issued.private_key_pem.write_to_path(key)
    tls.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(tls)
    shown = ClientCertificate(file=pem, key=key)
    with serving(lambda _: SAID, tls) as safe:
        with before(safe, ca_file=ca_file, client_certificate=shown) as standing:
            assert told(safe, standing.url, standing.authority).status_code == 200
        with before(safe, ca_file=ca_file) as standing, pytest.raises(httpx.TransportError):
            told(safe, standing.url, standing.authority)


def told(url: str, proxy: str, authority: Path) -> httpx.Response:
    """Return what is answered through the proxy to who believes this authority."""
    verify = ssl.create_default_context(cafile=authority)
    with httpx.Client(proxy=proxy, verify=verify, trust_env=False, timeout=10) as client:
        return client.get(f"{url}/")
