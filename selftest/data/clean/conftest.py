"""A server for the tests of the clean-up, and a database of it for each test."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from selftest.data.clean.cleaning import FILL, LINES, Cleaning, alone, make_role
from selftest.support.postgres import Postgres, postgres

NUMBERS = count(1)
Make = Callable[..., Cleaning]


@pytest.fixture(scope="session")
def cleaned_server() -> Iterator[Postgres]:
    """A PostgreSQL server with the user `servio`."""
    with postgres() as started:
        make_role(started)
        yield started


@pytest.fixture
def make(
    cleaned_server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Make:
    """Make a database of these statements, and work in an empty folder."""
    alone(tmp_path, monkeypatch)

    def made(*statements: str, name: str = "") -> Cleaning:
        name = name or f"staging_{next(NUMBERS)}"
        cleaned_server.run(f"CREATE DATABASE {name} OWNER servio")
        cleaning = Cleaning(cleaned_server, name, capfd.readouterr)
        cleaning.run(*statements)
        return cleaning

    return made


@pytest.fixture
def orders(make: Make) -> Cleaning:
    """Thirty orders of two lines each, one a day."""
    return make(*(each.format(type="timestamptz") for each in LINES), *FILL)
