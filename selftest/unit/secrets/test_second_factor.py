"""One-time codes: each is used once, however many ask at the same time."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
    assert second_factor.is_kept()
    assert second_factor.is_kept(ADA.upper())


def keep(environment: dict[str, str]) -> None:
    urls = {"web_url": "https://web.example", "api_url": "https://api.example"}
    second_factor.keep(Environment.model_validate({"name": "demo", **urls, **environment}))


def test_without_a_secret_there_are_no_codes_and_one_account_has_the_first_setting() -> None:
    keep({"email": ADA, "password": "x", "totp_secret": SECRET})
    keep({"email": ADA, "password": "x"})
    keep({"totp_secret": SECRET})
    assert not second_factor.is_kept()
    assert not second_factor.is_kept(ADA)
    assert [second_factor.variable(email) for email in ("", ADA, "xxxx")] == ["SERVIO_TOTP_SECRET"] * 3


@dataclass
class Clock:
    """Stands still, and goes on only where somebody waits."""

    now: float
    waited: float = 0.0

    def time(self) -> float:
        return self.now

    def wait_until(self, probe: Callable[[], bool], timeout: float, every: float) -> bool:
        begun = self.now
        while not probe() and self.now < begun + timeout:
            self.now += every
        self.waited = self.now - begun
        return probe()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Clock:
    monkeypatch.setenv("SERVIO_STATE", str(tmp_path))
    clock = Clock(0.0)
    monkeypatch.setattr(second_factor, "time", clock)
    monkeypatch.setattr(second_factor, "wait_until", clock.wait_until)
    keep({"email": ADA, "password": "x", "totp_secret": SECRET})
    return clock


def window_of(code: str) -> int:
    """Return the window of half a minute that this code is of."""
    return next(number for number in range(1000) if generator(SECRET).at(number * 30) == code)


@pytest.mark.parametrize(
    ("now", "windows", "waited"),
    [
        (30.0, [1, 2, 3], 30),
        (57.9, [1, 2], 2.1),
        (58.0, [2, 3], 30),
        (59.9, [2], 0.1),
    ],
)
def test_a_code_is_given_when_its_window_has_begun_and_has_two_seconds_left(
    clock: Clock, now: float, windows: list[int], waited: float
) -> None:
    clock.now = now
    assert [window_of(second_factor.next_code(ADA)) for _ in windows] == windows
    assert abs(clock.waited - waited) < 0.1


def test_a_code_of_a_second_has_a_sixth_of_it_left(clock: Clock) -> None:
    keep({"email": ADA, "password": "x", "totp_secret": f"otpauth://totp/a?secret={SECRET}&period=6"})
    for now, window in ((64.5, 10), (71.1, 12)):
        clock.now = now
        assert second_factor.next_code(ADA) == generator(SECRET).at(window * 30)


@pytest.mark.parametrize(
    ("noted", "window"),
    [("100", 101), ("199", 200), ("198", 199), ("200", 100), ("99", 100), ("12", 100), ("", 100), ("no number", 100)],
)
def test_whoever_comes_next_gets_a_later_window_unless_the_clock_was_set_back(
    clock: Clock, tmp_path: Path, noted: str, window: int
) -> None:
    clock.now = 100 * 30.0
    second_factor.next_code(ADA)
    [file] = [path for path in tmp_path.glob("codes-*") if path.suffix != ".lock"]
    file.write_text(noted)
    assert window_of(second_factor.next_code(ADA)) == window
    assert file.read_text() == str(window)
