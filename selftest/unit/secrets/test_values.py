"""Which values of an environment are secret, and under which name each is told."""

from typing import Any

import pytest

from servio_verify.environments.model import SANDBOX_ACCOUNT, Environment
from servio_verify.secrets.values import kept_from_browsers, secret_values

PROXIES = [f"{kind}_proxy" for kind in ("http", "https", "all", "no")]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def environment(**told: Any) -> Environment:
    urls = {"web_url": "https://web.example", "api_url": "https://api.example"}
    return Environment.model_validate({"name": "demo", **urls, **told})


FIRST = {"email": "ada@example.com", "password": "correct horse"}
SECOND = {"email_2": "bob@example.com", "password_2": "tr0ub4dor&3"}
PUBLISHED = dict(zip(("email", "password"), SANDBOX_ACCOUNT, strict=True))


@pytest.mark.parametrize(
    ("told", "secret"),
    [
        ({}, {}),
        (FIRST, {"SERVIO_PASSWORD": "correct horse"}),
        ({"password": "correct horse"}, {"SERVIO_PASSWORD": "correct horse"}),
        (PUBLISHED, {}),
        (PUBLISHED | {"email": "ada@example.com"}, {"SERVIO_PASSWORD": "password"}),
        (PUBLISHED | {"password": "correct horse"}, {"SERVIO_PASSWORD": "correct horse"}),
        (SECOND, {"SERVIO_PASSWORD_2": "tr0ub4dor&3"}),
        (SECOND | {"password_2": "password"}, {}),
        ({"api_key": "a key"}, {"SERVIO_API_KEY": "a key"}),
        ({"totp_secret": "JBSWY3DPEHPK3PXP"}, {"SERVIO_TOTP_SECRET": "JBSWY3DPEHPK3PXP"}),
        (
            SECOND | {"totp_secret_2": "KBSWY3DPEHPK3PXP"},
            {"SERVIO_PASSWORD_2": "tr0ub4dor&3", "SERVIO_TOTP_SECRET_2": "KBSWY3DPEHPK3PXP"},
        ),
        ({"secrets": {"DATABASE_URL": "postgres://a:b@c/d"}}, {"DATABASE_URL": "postgres://a:b@c/d"}),
    ],
)
def test_what_servio_is_given_is_kept_from_browsers_and_from_artifacts(
    told: dict[str, Any], secret: dict[str, str]
) -> None:
    it = environment(**told)
    assert kept_from_browsers(it) == secret_values(it) == secret


def test_what_a_gate_is_given_is_kept_from_artifacts_only() -> None:
    told = environment(headers={"X-Gate": "hunter22", "X-Skip": "true"}, referred={"GATE": "hunter22"})
    assert kept_from_browsers(told) == {}
    assert secret_values(told) == {"GATE": "hunter22", "[headers] X-Gate": "hunter22"}


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://ada:hunter22@proxy.example:3128", {"HTTPS_PROXY": "http://ada:hunter22@proxy.example:3128"}),
        ("http://proxy.example:3128", {}),
    ],
)
def test_a_proxy_is_secret_where_it_has_an_account(
    monkeypatch: pytest.MonkeyPatch, url: str, secret: dict[str, str]
) -> None:
    monkeypatch.setenv("https_proxy", url)
    assert secret_values(environment()) == secret
    assert kept_from_browsers(environment()) == {}
