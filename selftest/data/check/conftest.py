"""Databases that the check is proven on."""

from pathlib import Path

import psycopg
import pytest

from selftest.data import kinds
from selftest.data.check.checked import DOMAIN, KEY, Check
from selftest.support.postgres import Postgres
from servio_verify.data.check.canaries.digests import VARIABLE


@pytest.fixture(scope="session")
def production(server: Postgres) -> str:
    """The name of a database that holds the planted people, with addresses that could be somebody's."""
    server.fresh("production")
    with psycopg.connect(server.url("production"), autocommit=True) as connection:
        for script in (kinds.SCHEMA, kinds.ROWS):
            connection.execute(script.replace("@example.com", DOMAIN).replace("@Example.com", DOMAIN).encode())
    return "production"


@pytest.fixture
def check(
    server: Postgres, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Check:
    """The job, with the key of canaries, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, KEY)
    return Check(server, capsys, tmp_path)
