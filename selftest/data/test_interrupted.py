"""Whatever happens half-way, it is one clear line, and staging is as it was."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from selftest.data import shop
from selftest.data.anonymised import KEY, Command
from selftest.support.postgres import Postgres
from selftest.support.processes import ROOT
from servio_verify.data.anonymise.reading.live import LiveSource
from servio_verify.data.policy.file import read_policy
from servio_verify.run.polling import wait_until

SLOW = """
CREATE FUNCTION slow(v text) RETURNS boolean LANGUAGE plpgsql AS
    'BEGIN IF v ~ ''Test'' THEN RETURN true; END IF; {} RETURN true; END';
TRUNCATE orders, customers;
INSERT INTO customers (email) VALUES ('old@example.com');
ALTER TABLE orders ADD CONSTRAINT slowly CHECK (slow(guest))
"""
PAUSE = "PERFORM pg_sleep(0.01);"
LOADING = (
    "SELECT pid FROM pg_stat_activity WHERE datname = '{}' AND query LIKE 'COPY%orders%' AND pid <> pg_backend_pid()"
)


@pytest.fixture(scope="module")
def source(server: Postgres) -> str:
    return shop.make(server, "interrupted_source", customers=300)


@pytest.fixture
def reader(server: Postgres, source: str) -> str:
    """The name of a user who may read the source's tables, and no sequence."""
    server.role("reader_of_tables")
    server.run("GRANT SELECT ON customers, alembic_version, orders TO reader_of_tables", database=source)
    return "reader_of_tables"


@pytest.fixture
def slow(server: Postgres) -> Iterator[Callable[[str], str]]:
    """Makes a target that does this for each order, and holds one old customer."""
    shop.make(server, "slow")

    def make(what: str) -> str:
        server.run(SLOW.format(what.replace("'", "''")), database="slow")
        return "slow"

    yield make
    assert shop.rows(server, "slow", "SELECT email FROM customers") == [("old@example.com",)]
    assert shop.rows(server, "slow", "SELECT count(*) FROM pg_constraint WHERE conrelid = 'orders'::regclass") == [(3,)]


@contextmanager
def meanwhile(server: Postgres, database: str, act: Callable[[int], None]) -> Iterator[None]:
    """Do this to the server process that copies orders, as soon as there is one."""

    def watch() -> None:
        with server.connection() as connection:
            found = wait_until(lambda: connection.execute(LOADING.format(database).encode()).fetchone(), 20, every=0.02)
        if found:
            act(found[0])

    thread = threading.Thread(target=watch)
    thread.start()
    yield
    thread.join()


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_connection_is_lost(
    side: str, server: Postgres, source: str, slow: Callable[[str], str], command: Command, tmp_path: Path
) -> None:
    target = slow(PAUSE)
    with meanwhile(server, target, lambda pid: server.run(terminate(side, source, pid))):
        said = command.run(source, target, policy=shop.policy(tmp_path))
    assert said.code == 1
    assert said.err.startswith(f"servio-verify: {side} while ")
    assert said.err.endswith("it was restarted, or ended the connection; staging is as it was\n")


def terminate(side: str, source: str, pid: int) -> str:
    if side == "target":
        return f"SELECT pg_terminate_backend({pid})"
    return f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}'"


@pytest.mark.parametrize(
    ("raised", "says"),
    [
        ("disk_full", "its disk is full"),
        ("out_of_memory", "it has no memory left"),
        ("check_violation", "does not admit a value: a check forbids it"),
    ],
)
def test_the_target_cannot_take_a_row(
    raised: str, says: str, source: str, slow: Callable[[str], str], command: Command, tmp_path: Path
) -> None:
    target = slow(f"RAISE EXCEPTION 'at Anna Kowalska' USING ERRCODE = '{raised}';")
    said = command.run(source, target, policy=shop.policy(tmp_path))
    assert (said.code, says in said.err, "Kowalska" in said.err) == (1, True, False), said
    assert len(said.err.splitlines()) == 1


def test_a_value_is_there_twice(
    server: Postgres, source: str, slow: Callable[[str], str], command: Command, tmp_path: Path
) -> None:
    target = slow("")
    server.run("CREATE UNIQUE INDEX one_note ON orders (note)", database=target)
    said = command.run(source, target, policy=shop.policy(tmp_path))
    assert (said.code, "orders does not admit a value (one_note): it is there twice" in said.err) == (1, True), said


def test_rows_that_differ_in_the_target_only_do_differ(
    server: Postgres, source: str, command: Command, tmp_path: Path
) -> None:
    target = shop.make(server, "one_guest")
    server.run("CREATE UNIQUE INDEX one_guest ON orders (lower(guest))", database=target)
    server.run("UPDATE orders SET guest = 'Guest ' || id", database=source)
    assert command.run(source, target, policy=shop.policy(tmp_path)).code == 0


def test_a_column_cannot_be_added_under_it(server: Postgres, source: str, tmp_path: Path) -> None:
    with psycopg.connect(server.url(source), autocommit=True) as reading, server.connection(source) as migrating:
        LiveSource(reading, read_policy(shop.policy(tmp_path)))
        migrating.execute("SET lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            migrating.execute("ALTER TABLE customers ADD nickname text")


def test_it_is_stopped(server: Postgres, source: str, slow: Callable[[str], str], tmp_path: Path) -> None:
    target = slow(PAUSE)
    places = ("--from", server.url(source), "--to", server.url(target), "--policy", str(shop.policy(tmp_path)))
    (tmp_path / "environments").mkdir()
    process = subprocess.Popen(
        (sys.executable, "-m", "servio_verify.cli", "data", "anonymise", *places),
        cwd=tmp_path,
        env={**os.environ, "SERVIO_PSEUDONYM_KEY": KEY, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    with meanwhile(server, target, lambda _: process.send_signal(signal.SIGTERM)):
        _, words = process.communicate(timeout=60)
    assert process.returncode == 143
    assert words.endswith("staging is as it was\n")
    assert len(words.splitlines()) == 1
    gone = lambda: not server.query(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{target}'")  # noqa: E731
    assert wait_until(gone, 10)


def test_rows_that_may_not_be_seen_are_no_rows_left_out(
    server: Postgres, source: str, reader: str, slow: Callable[[str], str], command: Command, tmp_path: Path
) -> None:
    server.run(
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY few ON orders USING (id < 3)",
        database=source,
    )
    said = command.run(server.url(source, reader), slow(""), policy=shop.policy(tmp_path))
    server.run("DROP POLICY few ON orders", "ALTER TABLE orders DISABLE ROW LEVEL SECURITY", database=source)
    assert (said.code, "row-level security policy for table" in said.err) == (1, True), said


def test_a_sequence_that_may_not_be_read_is_not_behind_its_table(
    server: Postgres, source: str, reader: str, command: Command, tmp_path: Path
) -> None:
    target = shop.make(server, "numbered")
    assert command.run(server.url(source, reader), target, policy=shop.policy(tmp_path)).code == 0
    assert shop.rows(server, target, "SELECT nextval('orders_id_seq'), nextval('customers_id_seq')") == [(301, 302)]
