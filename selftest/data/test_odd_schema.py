"""A schema with all that real ones have is the same afterwards, with all of its rows."""

from pathlib import Path

import psycopg
import pytest

from selftest.data import shop
from selftest.data.anonymised import Command
from selftest.data.everything import schema_of
from selftest.support.postgres import Postgres

FOLDER = Path(__file__).parent
TABLES = (
    '"Odd Place"."Order"',
    "ONLY parents",
    "heirs",
    "children",
    "log_2026_1",
    "log_2026_others",
    "log_rest",
    "cached",
)


def make(server: Postgres, database: str, *files: str) -> str:
    server.fresh(database)
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        for file in files:
            connection.execute((FOLDER / file).read_bytes())
    return database


def test_an_odd_schema_is_the_same_afterwards(
    server: Postgres, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servio_verify.data.anonymise.writing.target.MANY_ROWS", 0)  # indexes are set aside
    source, target = make(server, "odd_source", "odd.sql", "odd_rows.sql"), make(server, "odd_target", "odd.sql")
    before = schema_of(server, target)
    for _ in range(2):
        said = command.run(source, target, policy=FOLDER / "odd.toml")
        assert said.code == 0, said
    assert schema_of(server, target) == before
    counts = "UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table} " for table in TABLES)
    assert shop.rows(server, target, counts) == shop.rows(server, source, counts)
    kept = 'SELECT "select", "a ""b"".c", moods, spans, "char", bits, lasts, search FROM "Odd Place"."Order" ORDER BY 1'
    assert shop.rows(server, target, kept) == shop.rows(server, source, kept)
    assert not shop.rows(server, target, "SELECT 1 FROM log l WHERE l::text LIKE '%example.com%'")
    assert shop.rows(server, target, "SELECT nextval('down'), nextval('round')") == [(-2, 1)]
    assert shop.rows(server, target, "SELECT count(*) FROM second_view") == [(31,)]
