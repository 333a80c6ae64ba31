"""Databases that the tests of staging's data use."""

from collections.abc import Iterator

import pytest

from selftest.data import kinds
from selftest.support.postgres import Postgres, postgres


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
