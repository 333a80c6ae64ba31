"""Databases that the tests of staging's data use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.data import kinds
from selftest.data.anonymised import KEY, Command
from selftest.support.postgres import Postgres, postgres
from servio_verify.data.anonymise.key import VARIABLE


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A PostgreSQL server with the user `servio`."""
    with postgres() as started:
        kinds.make_role(started)
        yield started


@pytest.fixture(scope="session")
def filled(server: Postgres) -> str:
    """The name of a database that holds the planted people. It is only read."""
    kinds.make_filled(server, "kinds")
    return "kinds"


@pytest.fixture
def command(
    server: Postgres, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """The job, with a key, in an empty folder."""
    (tmp_path / "environments").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, KEY)
    return Command(server, capsys)
