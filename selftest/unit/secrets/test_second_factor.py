"""One-time codes: each is used once, however many ask at the same time."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from servio_verify.environments.gate.second_factor import generator
from servio_verify.environments.model import Environment
from servio_verify.secrets import second_factor

SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody
ADA, BOB = "ada@example.com", "bob@example.com"


@pytest.fixture
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVIO_STATE", str(tmp_path))
    quick = SecretStr(f"otpauth://totp/Servio:ada?secret={SECRET}&period=1")
    values = {"web_url": "https://web.example", "api_url": "https://api.example"}
    accounts = {"email": ADA, "email_2": BOB, "password": "x", "password_2": "y", "totp_secret_2": SECRET}
    second_factor.keep(Environment.model_validate({"name": "demo", **values, **accounts, "totp_secret": quick}))


@pytest.mark.usefixtures("_kept")
def test_who_asks_at_the_same_time_gets_a_code_of_another_window_and_waits_for_it() -> None:
    with ThreadPoolExecutor(3) as threads:
        came = list(threads.map(lambda _: (second_factor.next_code(ADA), time.time()), range(3)))
    assert len({code for code, _ in came}) == 3
    made = generator(f"otpauth://totp/Servio:ada?secret={SECRET}&period=1")
    assert all(made.verify(code, for_time=int(at)) for code, at in came)


@pytest.mark.usefixtures("_kept")
def test_each_account_has_codes_of_its_own_and_its_own_setting() -> None:
    assert second_factor.next_code(BOB.upper())
    assert (second_factor.variable(ADA), second_factor.variable(BOB)) == ("SERVIO_TOTP_SECRET", "SERVIO_TOTP_SECRET_2")
    assert not second_factor.is_kept("nobody@example.com")
