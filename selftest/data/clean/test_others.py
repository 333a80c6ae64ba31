"""Others are at work in the database: they wait for little, and what they hold is left for later."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from filelock import FileLock

from selftest.data.clean.cleaning import ORPHANS, Cleaning
from servio_verify.data.clean import job, session
from servio_verify.run import files
from servio_verify.run.identity import Run, new_run_id
from servio_verify.run.journal import Journal

OLDEST = "(SELECT id FROM orders ORDER BY created_at LIMIT 1)"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BETWEEN_ROUNDS", 0.01)
    monkeypatch.setattr(session, "LET_GO_SECONDS", 0.1)


@pytest.mark.parametrize(
    "held",
    [
        f"SELECT FROM orders WHERE id = {OLDEST} FOR UPDATE",
        f"UPDATE order_lines SET dish = 'Salad' WHERE order_id = {OLDEST}",
        f"INSERT INTO order_lines (order_id, dish) VALUES ({OLDEST}, 'Cake')",
    ],
)
def test_what_others_hold_is_left_whole_and_goes_next_time(orders: Cleaning, held: str) -> None:
    with orders.connection() as other, other.transaction():
        other.execute(held.encode())
        said = orders.clean()
    assert said.code == 1
    assert said.out.startswith("deleted 22 orders, 44 order_lines ")
    assert "1 old orders stay: others hold a lock on it, or on what hangs on it" in said.out
    assert orders.record()["complete"] is False
    assert orders.value(ORPHANS) == 0
    assert orders.clean().out.startswith("deleted 1 orders, ")


def test_a_second_clean_up_says_so_and_ends(orders: Cleaning) -> None:
    with orders.connection() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [session.ADVISORY])
        said = orders.clean()
    assert said.code == 10
    assert "another clean-up is at work there (process " in said.err
    assert orders.value("SELECT count(*) FROM orders") == 30


def test_orders_of_runs_in_progress_stay(orders: Cleaning) -> None:
    runs = {ago: f"{datetime.now(UTC) - timedelta(hours=ago):%Y%m%dt%H%M%Sz}-aaaaaa" for ago in (1, 3)}
    alive = Run(new_run_id(), Path("runs/here"))
    alive.folder.mkdir(parents=True)
    Journal.of(alive).note_made("a venue", "/venues/3")
    names = (f"sv-{runs[1]}-main-00001", f"sv-{runs[3]}-main-00001", "Café", "Bar")
    for number, name in enumerate(names, 1):
        orders.run(f"INSERT INTO venues VALUES ({number}, '{name}')")
        orders.run(f"INSERT INTO orders (venue, created_at) VALUES ({number}, now() - interval '9 days')")
    with FileLock(alive.folder / files.ALIVE):
        said = orders.clean()
    assert said.code == 0, said
    assert "2 old orders stay: a run in progress has made them" in said.out
    assert orders.value("SELECT string_agg(venue::text, ' ' ORDER BY venue) FROM orders") == "1 3"
    assert orders.clean().out.startswith("deleted 1 orders ")


def test_an_order_of_a_run_stays_in_whatever_letters_its_id_was_told(orders: Cleaning) -> None:
    alive = Run(new_run_id(), Path("runs/here"))
    alive.folder.mkdir(parents=True)
    Journal.of(alive).note_made("an order", f"/orders/{str(orders.value(OLDEST)).upper()}")
    with FileLock(alive.folder / files.ALIVE):
        said = orders.clean()
    assert said.out.startswith("deleted 22 orders"), said


def sampled(orders: Cleaning, ended: Event) -> list[float]:
    """Return the longest time in which one transaction held locks that make others wait, as the server says it."""
    held = """SELECT coalesce(max(extract(epoch FROM clock_timestamp() - a.xact_start)), 0)::float8
       FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_class c ON c.oid = l.relation
       WHERE c.relname IN ('orders', 'order_lines') AND l.granted AND l.mode <> 'AccessShareLock'"""
    found = []
    with orders.connection() as looking:
        while not ended.wait(0.002):
            row = looking.execute(held.encode()).fetchone()
            found.append(float(row[0]) if row else 0.0)
    return found


def test_no_lock_lasts_longer_than_allowed(orders: Cleaning) -> None:
    """The allowance is one that a busy machine can keep; the benchmark holds the real one."""
    orders.run(
        "INSERT INTO orders (created_at) SELECT now() - interval '9 days' FROM generate_series(1, 6000)",
        "INSERT INTO order_lines (order_id) SELECT id FROM orders",
    )
    ended, found = Event(), list[float]()
    thread = Thread(target=lambda: found.extend(sampled(orders, ended)))
    thread.start()
    try:
        assert orders.clean("--longest-lock", "400").code == 0
    finally:
        ended.set()
        thread.join()
    assert 0 < max(found) < 0.5
    assert orders.record()["batches"] > 3


def killed(orders: Cleaning, after: int) -> None:
    """Kill a clean-up with SIGKILL when so many batches are through; nothing is half deleted."""
    process = orders.start("--longest-lock", "40", "--pause", "0")
    total = orders.value("SELECT count(*) FROM orders")
    for _ in range(4000):
        if process.poll() is not None or total - orders.value("SELECT count(*) FROM orders") > after:
            break
    process.kill()
    process.communicate()
    halves = """SELECT count(*) FROM orders o
       WHERE (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id) <> 2"""
    assert orders.value(halves) == 0
    assert orders.value(ORPHANS) == 0


def fill(orders: Cleaning, rows: int) -> None:
    orders.run(
        f"INSERT INTO orders (created_at) SELECT now() - interval '9 days' FROM generate_series(1, {rows})",
        "INSERT INTO order_lines (order_id) SELECT o.id FROM orders o, generate_series(1, 2)"
        " WHERE NOT EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id)",
    )


def test_a_kill_leaves_nothing_half_deleted(orders: Cleaning) -> None:
    fill(orders, 10_000)
    for after in (0, 200):
        killed(orders, after)
    assert orders.value("SELECT count(*) FROM orders") > 7, "it was killed under way"
    assert orders.clean().code == 0
    assert orders.value("SELECT count(*) FROM orders") == 7


@pytest.mark.tools
def test_ten_kills_leave_nothing_half_deleted(orders: Cleaning) -> None:
    fill(orders, 20_000)
    for after in range(0, 3000, 300):
        killed(orders, after + os.urandom(1)[0])
    assert orders.clean().code == 0
    assert orders.value("SELECT count(*) FROM orders") == 7
    assert json.loads(json.dumps(orders.record()))["complete"] is True
