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
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[[], object]:
    """Work in an empty folder; what a command said there."""
    alone(tmp_path, monkeypatch)
    return capfd.readouterr


@pytest.fixture(scope="session")
def filled(cleaned_server: Postgres) -> str:
    """The name of a database of thirty orders that nobody cleans."""
    cleaned_server.fresh("kept")
    Cleaning(cleaned_server, "kept", str).run(*(each.format(type="timestamptz") for each in LINES), *FILL)
    return "kept"


@pytest.fixture
def kept(cleaned_server: Postgres, filled: str, said: Callable[[], object]) -> Cleaning:
    """Thirty orders of two lines each, for tests in which none is deleted."""
    return Cleaning(cleaned_server, filled, said)


@pytest.fixture
def make(cleaned_server: Postgres, said: Callable[[], object]) -> Make:
    """Make a database of these statements, and work in an empty folder."""

    def made(*statements: str, name: str = "") -> Cleaning:
        name = name or f"staging_{next(NUMBERS)}"
        cleaned_server.fresh(name)
        cleaning = Cleaning(cleaned_server, name, said)
        cleaning.run(*statements)
        return cleaning

    return made


@pytest.fixture
def orders(make: Make) -> Cleaning:
    """Thirty orders of two lines each, one a day."""
    return make(*(each.format(type="timestamptz") for each in LINES), *FILL)
