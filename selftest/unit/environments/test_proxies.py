"""`NO_PROXY` in every form that curl takes, and proxies with a password."""

import pytest

from servio_verify.environments import proxies
from servio_verify.environments.gate.no_proxy import entries


@pytest.mark.parametrize(
    ("text", "url", "bypassed"),
    [
        ("*", "https://web.example", True),
        ("web.example", "https://web.example", True),
        ("web.example", "https://api.web.example:8443", True),
        ("web.example", "https://notweb.example", False),
        (".web.example", "https://web.example", True),
        (".web.example", "https://api.web.example", True),
        ("*.web.example", "https://api.web.example", True),
        ("web.example.", "https://WEB.example", True),
        ("web.example:8443", "https://web.example:8443", True),
        ("web.example:8443", "https://web.example", False),
        ("web.example:443", "https://web.example", True),
        ("a.example web.example", "https://web.example", True),
        ("a.example, web.example", "https://web.example", True),
        ("10.0.0.7", "http://10.0.0.7:8000", True),
        ("10.0.0.7", "http://10.0.0.70", False),
        ("10.0.0.0/8", "http://10.1.2.3", True),
        ("10.0.0.0/8", "http://11.1.2.3", False),
        ("10.0.0.0/8", "http://ten.example", False),
        ("10.1.2.3/8", "http://10.9.9.9", True),
        ("::1", "http://[::1]:8000", True),
        ("[::1]", "http://[::1]:8000", True),
        ("[::1]:8000", "http://[::1]:8000", True),
        ("[::1]:8001", "http://[::1]:8000", False),
        ("fd00::/8", "http://[fd12::1]", True),
        ("[fd00::]/8", "http://[fd12::1]", True),
        ("fd00::/8", "http://[fe80::1]", False),
        ("0:0:0:0:0:0:0:1", "http://[::1]", True),
        ("", "https://web.example", False),
        (",, ", "https://web.example", False),
    ],
)
def test_who_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch, text: str, url: str, bypassed: bool) -> None:
    for scheme in ("http", "https"):
        monkeypatch.setenv(f"{scheme}_proxy", "http://ada:p%40ss@proxy.example:3128")
    monkeypatch.setenv("no_proxy", text)
    assert (proxies.proxy_for(url) is None) is bypassed


def test_a_proxy_s_account_is_told_apart_from_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "ada:p%40ss@proxy.example:3128")
    monkeypatch.setenv("no_proxy", "localhost,10.0.0.0/8,::1,a.example:81")
    proxy = proxies.proxy_for("https://web.example")
    assert proxy
    assert (proxy.server, proxy.account) == ("http://proxy.example:3128", ("ada", "p@ss"))
    assert "p%40ss" not in repr(proxy)
    assert proxies.for_browser("https://web.example") == {
        "server": "http://proxy.example:3128",
        "bypass": "localhost,.localhost,10.0.0.0/8,[::1],a.example:81,.a.example:81",
        "username": "ada",
        "password": "p@ss",
    }
    assert [entry.name for entry in entries("*")] == ["*"]
