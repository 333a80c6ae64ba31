"""The schema of PostgreSQL: made by migrations, by one task at a time, and the same as SQLite's."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, inspect

from selftest.support.processes import ROOT
from selftest.support.sandbox import Running, running
from selftest.support.tasks import Parts
from servio_sandbox.store.migrations.schema import HEAD, TURN
from servio_sandbox.store.tables import TABLES
from servio_verify.run.polling import wait_until


def described(url: str) -> dict[str, Any]:
    """Return all that the database says of its tables."""
    engine = create_engine(url)
    found = inspect(engine)
    tables = sorted(set(found.get_table_names()) - {"alembic_version"})
    whole = {
        table: {
            "columns": [{**column, "type": repr(column["type"])} for column in _by_name(found.get_columns(table))],
            "key": found.get_pk_constraint(table),
            "points to": _by_name(found.get_foreign_keys(table)),
            "unique": _by_name(found.get_unique_constraints(table)),
            "indexes": _by_name(found.get_indexes(table)),
        }
        for table in tables
    }
    engine.dispose()
    return whole


def _by_name(found: Any) -> list[Any]:
    return sorted(found, key=lambda each: str(each["name"]))


def migrate(url: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "servio_sandbox.store.migrations", "--database", url, *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)


def test_the_migrations_make_the_tables_that_sqlite_gets(parts: Parts) -> None:
    with parts.fresh_database("migrated") as migrated, parts.fresh_database("plain") as plain:
        done = migrate(parts.database(migrated))
        assert (done.returncode, done.stdout) == (0, f"the schema is at {HEAD}\n"), done.stderr
        engine = create_engine(parts.database(plain))
        with engine.begin() as connection:
            connection.exec_driver_sql(TABLES)
        engine.dispose()
        wanted = described(parts.database(plain))
        assert described(parts.database(migrated)) == wanted
        migrate(parts.database(migrated), "--to", "0001")
        assert described(parts.database(migrated)) != wanted


@pytest.mark.parametrize("to", ["nothing", HEAD])
def test_two_tasks_that_start_at_once_make_and_fill_one_schema(parts: Parts, to: str) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with parts.fresh_database("race") as name, ExitStack() as opened, ThreadPoolExecutor(2) as pool:
        if to == HEAD:
            migrate(parts.database(name))
        with parts.postgres.connection(name) as turn, turn.transaction():
            turn.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
            starting = [pool.submit(opened.enter_context, running(*parts.options(name))) for _ in range(2)]
            both = wait_until(lambda: parts.postgres.query(waiting) == 2, 20, every=0.05)
        totals = [venues(task.result()) for task in starting]
        assert (both, totals) == (True, [32, 32])


def venues(task: Running) -> int:
    return int(httpx.get(f"{task.facts['api_url']}/api/v1/venues").json()["pagination"]["total"])


def test_a_task_that_may_not_migrate_says_that_its_schema_is_behind_until_it_is_not(parts: Parts) -> None:
    said = f"the database is behind: its schema is at 0001, this build needs {HEAD}; apply the migrations"
    with parts.fresh_database("late") as name:
        migrate(parts.database(name), "--to", "0001")
        with running(*parts.options(name), "--no-migrate") as task:
            api = task.facts["api_url"]
            ready = httpx.get(f"{api}/ready")
            assert (ready.status_code, ready.json()["error"]["message"]) == (503, said)
            assert httpx.get(f"{api}/health").status_code == 200
            assert task.process.stderr
            assert task.process.stderr.readline() == f"servio_sandbox: {said}\n"
            migrate(parts.database(name))
            assert httpx.get(f"{api}/ready").status_code == 200


def test_a_task_works_with_the_schema_of_a_newer_build(parts: Parts) -> None:
    with parts.fresh_database("newer") as name:
        migrate(parts.database(name))
        engine = create_engine(parts.database(name))
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        engine.dispose()
        with running(*parts.options(name)) as task:
            assert venues(task) == 32
