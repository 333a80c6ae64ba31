"""`servio-verify doctor` and `init`, as a person runs them: the whole screen, its exit code and its time."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from selftest.support import scenarios
from selftest.support.command import servio_verify
from selftest.support.front import Scenario, front
from selftest.support.processes import ROOT

MOST_SECONDS = 10
MOST_LINES = 42
USER = {"SERVIO_EMAIL": "test@example.com", "SERVIO_PASSWORD": "password"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project's folder of its own."""
    for name in ("environments", "profiles"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def environ(clean_environ: dict[str, str]) -> dict[str, str]:
    return clean_environ | USER


def write(folder: Path, addresses: dict[str, str], *more: str) -> None:
    """Write an environment file `qa` with these addresses."""
    urls = [f'web_url = "{addresses["SERVIO_WEB_URL"]}"', f'api_url = "{addresses["SERVIO_API_URL"]}"']
    lines = [*urls, "writes = true", 'says_environment = "sandbox"', *more]
    (folder / "environments/qa.toml").write_text("\n".join(lines))


def doctor(folder: Path, environ: dict[str, str], name: str = "qa") -> subprocess.CompletedProcess[str]:
    """Examine, within the time and on one screen, and without a word on the other stream."""
    began = time.monotonic()
    ended = servio_verify(folder, environ, "doctor", "--env", name)
    assert time.monotonic() - began < MOST_SECONDS
    assert len(ended.stdout.splitlines()) <= MOST_LINES, ended.stdout
    assert ended.stderr == ""
    assert "password" not in ended.stdout.replace("e-mail, password and submit", "")
    return ended


def test_a_healthy_servio_is_ready(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    write(folder, healthy, 'build = "header:X-Servio-Build"')
    scenario = Scenario()
    with front(healthy, scenario) as addresses:
        write(folder, addresses, 'build = "header:X-Servio-Build"')
        ended = doctor(folder, environ)
    assert ended.returncode == 0, ended.stdout
    assert "✗" not in ended.stdout
    assert "!" not in ended.stdout
    assert "not tried: environment 'qa' allows no load" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "Ready: pytest -m smoke --env qa"
    written = [(asked.method, asked.path) for asked in scenario.seen if asked.method not in ("GET", "OPTIONS")]
    assert written == [("POST", "/api/v1/auth/login")]


def test_the_sandbox_is_started_and_examined(folder: Path, environ: dict[str, str]) -> None:
    ended = doctor(folder, environ, "local-https")
    assert ended.returncode == 0, ended.stdout
    assert "trusted, issued by Servio sandbox" in ended.stdout
    assert "smoke --env local-https; not covered: whether one account" not in ended.stdout


def test_an_address_from_the_process_environment_is_told_loudly(
    folder: Path, environ: dict[str, str], healthy: dict[str, str]
) -> None:
    write(folder, {"SERVIO_WEB_URL": "http://127.0.0.1:9", "SERVIO_API_URL": "http://127.0.0.1:9"})
    ended = doctor(folder, environ | healthy)
    assert ended.returncode == 0, ended.stdout
    assert f"! EXPORTED THE ADDRESS IS NOT THE FILE'S: SERVIO_WEB_URL={healthy['SERVIO_WEB_URL']}" in ended.stdout
    assert "→ unset SERVIO_WEB_URL SERVIO_API_URL" in ended.stdout


def test_a_wrong_password_names_its_setting(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    write(folder, healthy)
    ended = doctor(folder, environ | {"SERVIO_PASSWORD": "another"})
    assert ended.returncode == 10, ended.stdout
    assert "✗ sign-in  test@example.com is refused (401)" in ended.stdout
    assert "→ is SERVIO_PASSWORD still right?" in ended.stdout


def test_a_gate_is_named_and_nobody_signs_in(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    scenario = Scenario(before=lambda _asked: scenarios.REFUSED)
    with front(healthy, scenario) as addresses:
        write(folder, addresses)
        ended = doctor(folder, environ)
    assert ended.returncode == 10, ended.stdout
    assert ended.stdout.count("✗ who      a gate (basic-authentication) wants a sign-in (401)") == 2
    assert "sign-in, build, limits not tried: the web app is not reached" in ended.stdout
    assert {asked.method for asked in scenario.seen} == {"GET"}


def test_production_is_not_signed_in_to(folder: Path, environ: dict[str, str], healthy: dict[str, str]) -> None:
    scenario = Scenario(after=lambda _asked, answer: answer.with_headers(x_environment="production"))
    with front(healthy, scenario) as addresses:
        write(folder, addresses)
        ended = doctor(folder, environ)
    assert ended.returncode == 4, ended.stdout
    assert "says that it is production" in ended.stdout
    assert "· sign-in  not tried: the guard keeps us from it" in ended.stdout
    assert {asked.method for asked in scenario.seen} <= {"GET", "OPTIONS"}


def test_a_target_that_is_down_is_not_tried_further(folder: Path, environ: dict[str, str]) -> None:
    write(folder, {"SERVIO_WEB_URL": "http://127.0.0.1:9", "SERVIO_API_URL": "https://nowhere.invalid"})
    ended = doctor(folder, environ)
    assert ended.returncode == 10, ended.stdout
    assert "✗ TCP      port 9 does not answer" in ended.stdout
    assert "✗ DNS      nowhere.invalid has no address" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "Not ready (exit code 10): it cannot be verified yet"


def test_missing_credentials_are_told_with_what_can_be_seen_without(
    folder: Path, clean_environ: dict[str, str], healthy: dict[str, str]
) -> None:
    write(folder, healthy)
    ended = doctor(folder, clean_environ)
    assert ended.returncode == 4, ended.stdout
    assert "✗ settings environment 'qa' has no SERVIO_EMAIL and no SERVIO_PASSWORD" in ended.stdout
    assert "✓ paths    /login, /health, /api/v1/venues, /dashboard are there" in ended.stdout
    assert "· guard, sign-in not tried: the settings are wrong" in ended.stdout


def test_a_mistake_in_the_settings_is_one_line_and_nothing_is_asked(folder: Path, environ: dict[str, str]) -> None:
    (folder / "environments/qa.toml").write_text('web_ulr = "https://staging.example.com"')
    ended = doctor(folder, environ)
    assert ended.returncode == 4
    assert "unknown key 'web_ulr'" in ended.stdout
    assert "DNS, TCP, TLS, HTTP, who, says not tried: the settings are wrong" in ended.stdout


def test_an_announced_limit_is_held_against_the_load(
    folder: Path, environ: dict[str, str], healthy: dict[str, str]
) -> None:
    scenario = Scenario(after=lambda _asked, answer: answer.with_headers(ratelimit_policy="100;w=60"))
    with front(healthy, scenario) as addresses:
        write(folder, addresses, "load = true")
        ended = doctor(folder, environ)
    assert ended.returncode == 0
    assert "! load     profile 'staging' exceeds 100 requests in 60 s" in ended.stdout
    assert "--fit-limits (think = " in ended.stdout
