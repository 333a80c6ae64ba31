"""An application that follows another contract: told at once without settings, verified with them."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.support.processes import ROOT, Outcome, Verify, servio, settings_of

SECONDS = 10
ACCOUNT = {"SERVIO_EMAIL": "test@example.com", "SERVIO_PASSWORD": "password"}
SETTINGS = (ROOT / "selftest/kind_e/environment.toml").read_text()
NOTHING_THERE = {"venues = false", "one origin", "has no /api/ready"}


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
    started = time.monotonic()
    ended = run(verify, tmp_path, "writes = true", **application)
    assert time.monotonic() - started < SECONDS
    assert (ended.code, ended.verdict["verdict"]) == (10, "INCONCLUSIVE"), ended.output
    told = [line for line in ended.lines if "INCONCLUSIVE: " in line]
    assert len(told) == 1, ended.output
    assert '/ is "Servio, tables for t"' in told[0]
    assert "set [paths], see servio-verify doctor --env ours" in told[0]
    assert not ended.verdict["ledger"]


def test_with_settings_it_is_verified(verify: Verify, tmp_path: Path, application: dict[str, str]) -> None:
    ended = run(verify, tmp_path, SETTINGS, **application)
    assert ended.code == 0, ended.output
    by_outcome: dict[str, list[str]] = {}
    for entry in ended.verdict["ledger"]:
        by_outcome.setdefault(entry["outcome"], []).append(f"{entry['check']} {entry['why']}")
    assert set(by_outcome) == {"passed", "skipped"}, ended.output
