"""An application that follows another contract: told at once without settings, verified with them."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from selftest.support.processes import ROOT, Outcome, Verify, servio, settings_of
from servio_verify.environments.layout.tables import WHERE_SIGN_IN_LEADS
from servio_verify.environments.model import Environment
from servio_verify.target.preflight import NotServioError, wait_for_target

SECONDS = 10
ACCOUNT = {"SERVIO_EMAIL": "test@example.com", "SERVIO_PASSWORD": "password"}
SETTINGS = (ROOT / "selftest/kind_e/environment.toml").read_text()


@pytest.fixture(scope="module")
def application() -> Iterator[dict[str, str]]:
    """The application: the settings that lead to it."""
    with servio("selftest.kind_e") as told:
        yield settings_of(told) | ACCOUNT


def project(folder: Path, toml: str) -> Path:
    """Copy the checks to a folder with this environment."""
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("conftest.py", "pytest.ini"):
        shutil.copy(ROOT / name, folder)
    (folder / "environments").mkdir()
    (folder / "environments/ours.toml").write_text(toml)
    return folder


def run(verify: Verify, folder: Path, toml: str, *arguments: str, **settings: str) -> Outcome:
    chosen = ("--env", "ours", *(arguments or ("-m", "smoke")))
    return verify(*chosen, cwd=project(folder / "project", toml), PYTHONPATH=str(ROOT), **settings)


def test_without_settings_it_is_told_at_once(verify: Verify, tmp_path: Path, application: dict[str, str]) -> None:
    ended = run(verify, tmp_path, "writes = true", **application)
    began, over = (datetime.fromisoformat(ended.verdict[name]) for name in ("started", "ended"))
    assert (over - began).total_seconds() < SECONDS
    assert (ended.code, ended.verdict["verdict"]) == (10, "INCONCLUSIVE"), ended.output
    told = [line for line in ended.lines if "INCONCLUSIVE: " in line]
    assert len(told) == 1, ended.output
    assert '/ is "Servio, tables for"' in told[0]
    assert "set [paths] or web_url, see servio-verify doctor --env ours" in told[0]
    assert not ended.verdict["ledger"]


@pytest.mark.parametrize(
    "told",
    [
        {"paths": {"health": "/api/health"}},
        {"paths": {"health": "/api/health", "login": "/sign-in"}},
        {"paths": {"health": "/api/health", "login": "/sign-in", "dashboard": WHERE_SIGN_IN_LEADS}},
        {"paths": {"health": "/api/health", "api": "/api"}, "resources": {"venues": False}},
    ],
    ids=["health", "health and login", "all but the API", "all but the pages"],
)
def test_with_half_of_its_settings_it_is_told_too(application: dict[str, str], told: dict[str, Any]) -> None:
    url = application["SERVIO_WEB_URL"]
    environment = Environment.model_validate({"name": "ours", "web_url": url, "api_url": url} | told)
    with pytest.raises(NotServioError, match=r"set \[paths\] or web_url, see servio-verify doctor --env ours"):
        wait_for_target(environment, 0, lambda _seen: None)


def test_with_settings_it_is_verified(verify: Verify, tmp_path: Path, application: dict[str, str]) -> None:
    ended = run(verify, tmp_path, SETTINGS, **application)
    assert ended.code == 0, ended.output
    by_outcome: dict[str, list[str]] = {}
    for entry in ended.verdict["ledger"]:
        by_outcome.setdefault(entry["outcome"], []).append(f"{entry['check']} {entry['why']}")
    assert set(by_outcome) == {"passed", "skipped"}, ended.output
    headers = [check for check in by_outcome["passed"] if "test_security_headers_come_with" in check]
    assert any("{api}" in check for check in headers), "an API without venues has headers too"
