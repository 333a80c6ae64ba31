"""A dump is as good a source as the database: plain, gzipped and custom; what is cut off changes nothing."""

import gzip
import os
import subprocess
from pathlib import Path

import pytest

from selftest.data import kinds, shop
from selftest.data.anonymised import Command
from selftest.data.everything import everything, holds
from selftest.support.postgres import Postgres, program

FORMATS = {"plain": ("-Fp",), "gzipped": ("-Fp", "-Z6"), "custom": ("-Fc",)}


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{Path(program('pg_restore')).parent}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(scope="module")
def source(server: Postgres) -> str:
    return shop.make(server, "dumped_source", customers=200)


@pytest.fixture(scope="module")
def target(server: Postgres) -> str:
    return shop.make(server, "dumped_target", customers=3)


def dump(server: Postgres, database: str, path: Path, *options: str) -> str:
    subprocess.run((program("pg_dump"), *options, "-f", str(path), "-d", server.admin(database)), check=True)
    return str(path)


def contents(server: Postgres, database: str) -> list[list[tuple[object, ...]]]:
    queries = (
        "TABLE customers ORDER BY id",
        "TABLE orders ORDER BY id",
        "SELECT last_value, is_called FROM orders_id_seq",
    )
    return [shop.rows(server, database, query) for query in queries]


@pytest.mark.parametrize("form", FORMATS)
def test_a_dump_gives_what_the_database_gives(
    form: str, server: Postgres, source: str, target: str, command: Command, tmp_path: Path
) -> None:
    policy = shop.policy(tmp_path)
    assert command.run(source, target, policy=policy).code == 0
    expected = contents(server, target)
    server.run("TRUNCATE customers, orders", database=target)
    said = command.run(dump(server, source, tmp_path / "dump", *FORMATS[form]), target, policy=policy)
    assert (said.code, said.err) == (0, ""), said
    assert contents(server, target) == expected


def test_nobody_in_a_dump_is_left(server: Postgres, filled: str, command: Command, tmp_path: Path) -> None:
    kinds.make_schema(server, "masked_dump")
    said = command.run(dump(server, filled, tmp_path / "dump", "-Fc"), "masked_dump")
    assert said.code == 0, said
    text = everything(server, "masked_dump")
    assert not [planted for planted in kinds.PLANTED for words in planted.words if holds(text, words)]


@pytest.mark.parametrize(("form", "left"), [("plain", 0.5), ("plain", 0.98), ("gzipped", 0.5), ("custom", 0.6)])
def test_a_dump_that_is_cut_off_changes_nothing(
    form: str, left: float, server: Postgres, source: str, target: str, command: Command, tmp_path: Path
) -> None:
    before = contents(server, target)
    path = Path(dump(server, source, tmp_path / "dump", *FORMATS[form]))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * left)])
    said = command.run(str(path), target, policy=shop.policy(tmp_path))
    assert said.code == 1
    assert len(said.err.splitlines()) == 1
    assert said.err.endswith("staging is as it was\n")
    assert contents(server, target) == before


@pytest.mark.parametrize(
    ("options", "says", "code"),
    [
        (("--inserts",), "make it without --inserts", 1),
        (("--encoding=LATIN1",), "make it with --encoding=UTF8", 1),
        (("--exclude-table-data=orders",), "has no rows of orders", 4),
        (("--schema-only",), "has no rows of", 4),
    ],
)
def test_a_dump_that_will_not_do_says_what_would(
    options: tuple[str, ...],
    says: str,
    code: int,
    server: Postgres,
    source: str,
    target: str,
    command: Command,
    tmp_path: Path,
) -> None:
    said = command.run(dump(server, source, tmp_path / "dump", *options), target, policy=shop.policy(tmp_path))
    assert (said.code, says in said.err) == (code, True), said


def test_a_column_that_only_the_dump_has_is_named(
    server: Postgres, source: str, target: str, command: Command, tmp_path: Path
) -> None:
    path = Path(dump(server, source, tmp_path / "dump"))
    text = path.read_text(encoding="utf-8").replace("(id, customer_id, guest,", "(id, customer_id, nickname,")
    path.write_bytes(gzip.compress(text.encode()))
    said = command.run(str(path), target, policy=shop.policy(tmp_path))
    assert (said.code, "has a column orders.nickname" in said.err) == (4, True), said


def test_a_dump_of_another_migration_is_refused(
    server: Postgres, source: str, target: str, command: Command, tmp_path: Path
) -> None:
    path = dump(server, source, tmp_path / "dump")
    server.run("UPDATE alembic_version SET version_num = '0008'", database=target)
    said = command.run(path, target, policy=shop.policy(tmp_path))
    server.run("UPDATE alembic_version SET version_num = '0007'", database=target)
    assert (said.code, "has the migration 0007 (alembic_version)" in said.err) == (4, True), said
