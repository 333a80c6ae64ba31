"""Programs of a stack, and what is said where they are missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack.parts import programs


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    programs.find_programs.cache_clear()
    yield
    programs.find_programs.cache_clear()


def program(folder: Path, name: str, says: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\necho '{says}'\n")
    (folder / name).chmod(0o700)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing of the stack."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "PLACES", (str(tmp_path),))
    return tmp_path


def test_all_that_is_missing_is_one_line(bare: Path) -> None:
    program(bare, "nginx", "nginx version: nginx/1.22.1")
    with pytest.raises(SandboxError) as told:
        programs.find_programs()
    assert str(told.value) == (
        "local staging needs PostgreSQL 15 and Redis 7, not found here: "
        "apt-get install postgresql-15 postgresql-client-15 redis-server redis-tools"
    )


def test_another_version_is_told(bare: Path) -> None:
    for name in programs.PACKAGES:
        program(bare, name, "postgres (PostgreSQL) 16.2")
    with pytest.raises(SandboxError, match=r"postgres is version 16\.2: local staging needs 15 \(postgresql-15\)"):
        programs.find_programs()
