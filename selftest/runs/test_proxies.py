"""Every client goes through a proxy with a password, and its password is in no artifact."""

import ssl
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from selftest.load_runs.test_http_client import ONE_VISIT
from selftest.support import gates, secret_finder
from selftest.support import proxy as proxies
from selftest.support.front import Scenario, front
from selftest.support.load_runs import serving
from selftest.support.processes import ROOT, Verify, servio, settings_of
from servio_verify.run.marks import Part
from servio_verify.target import tls
from servio_verify.traffic import connections

CHOSEN = ("-m", "smoke or load", "-k", "home_page_answers or items_add or console or gate")


@pytest.mark.alone
def test_all_three_clients_go_through_it(verify: Verify, tmp_path: Path) -> None:
    profile, authority, tls = tmp_path / "short.toml", trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    profile.write_text(gates.SHORT)
    authority.issue_cert("servio.test").configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with ExitStack() as stack:
        behind = settings_of(stack.enter_context(servio("servio_sandbox", "--json", "--https")))
        settings = stack.enter_context(front(behind, Scenario(), tls, "servio.test"))
        proxy = stack.enter_context(proxies.proxy())
        ca = {"SERVIO_CA_FILE": str(tmp_path / "ca.pem")}
        ended = verify(*CHOSEN, f"--profile={profile}", **settings, **ca, https_proxy=proxy.url)
    assert ended.code == 0 or gates.was_starved(ended.output), ended.output
    assert {method for method, _, _ in proxy.led} == {"CONNECT"}
    secret = (proxies.PASSWORD, proxies.PASSWORD.replace("/", "%2F"), proxies.LOGIN.removeprefix("Basic "))
    assert secret_finder.find([ended.folder], secret) == set()
    assert not [value for value in secret if value in ended.output]


def test_tunnels_are_opened_with_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, pem = trustme.CA(), tmp_path / "cert.pem"
    authority.issue_cert("servio.test").private_key_and_cert_chain_pem.write_to_path(pem)
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with serving(certificate=str(pem)) as target, proxies.proxy() as proxy:
        url = f"https://servio.test:{target.url.rpartition(':')[2]}"
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with connections.client(Part.CHECKS, timeout=10, verify=context) as client:
            assert client.get(f"{url}/").is_success
        assert tls.description(url).startswith("TLSv1.3")
    assert {method for method, _, _ in proxy.led} == {"CONNECT"}
    assert proxy.refused == 0


def test_plain_http_is_asked_for_with_the_password(clean_environ: dict[str, str]) -> None:
    with serving() as target, proxies.proxy() as proxy:
        url = f"http://servio.test:{target.url.rpartition(':')[2]}"
        command = [sys.executable, "-c", ONE_VISIT, url, ""]
        environ = clean_environ | {"http_proxy": proxy.url}
        visit = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert "seen: 1 {}" in visit.stdout, visit.stdout + visit.stderr
    assert [(method, host) for method, host, _ in proxy.led] == [("GET", url.partition("//")[2])]
