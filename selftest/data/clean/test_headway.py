"""Loops of the clean-up that end: rows that come back, that do not go, that others hold to the end."""

import pytest

from selftest.data.clean.cleaning import Cleaning
from servio_verify.data.clean import job
from servio_verify.data.clean.statement import Statement

MOST_BATCHES = 300
WHOLE = "nothing is half deleted; run it again"
AGAIN = "INSERT INTO orders (id, created_at) SELECT {id}, OLD.created_at; RETURN OLD;"
LOCK = b"SELECT FROM orders FOR UPDATE"


@pytest.fixture(autouse=True)
def broken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Parts that the statement of a batch is to lack; a clean-up that goes on and on fails the test."""
    lacking: list[str] = []
    batch, done = Statement.batch, []

    def broken_batch(self: Statement, size: int, *, children_first: bool = False) -> str:
        done.append(size)
        if len(done) > MOST_BATCHES:
            pytest.fail(f"no end after {MOST_BATCHES} batches")
        sql = batch(self, size, children_first=children_first)
        for part in lacking:
            assert part in sql
            sql = sql.replace(part, "true" if "count" in part else "")
        return sql

    monkeypatch.setattr(Statement, "batch", broken_batch)
    monkeypatch.setattr(job, "BETWEEN_ROUNDS", 0.01)
    return lacking


def trigger(orders: Cleaning, when: str, does: str) -> None:
    orders.run(
        f"CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {does} END'",
        f"CREATE TRIGGER acts {when} DELETE ON orders FOR EACH ROW EXECUTE FUNCTION act()",
    )


def ends(orders: Cleaning, line: str) -> None:
    """Have it end with this line alone."""
    said = orders.clean()
    assert (said.code, said.err) == (1, f"servio-verify: {line}; {WHOLE}\n"), said


@pytest.mark.parametrize("key", ["OLD.id", "gen_random_uuid()"])
def test_rows_that_come_back_end_it(orders: Cleaning, key: str) -> None:
    trigger(orders, "AFTER", AGAIN.format(id=key))
    ends(orders, "rows of orders that were deleted are there again: look at its triggers")


def test_rows_that_come_back_one_by_one_end_it(orders: Cleaning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servio_verify.data.clean.pace.MOST", 1)
    trigger(orders, "AFTER", AGAIN.format(id="OLD.id"))
    ends(orders, "rows of orders that were deleted are there again: look at its triggers")


def test_rows_that_a_trigger_keeps_are_left(orders: Cleaning) -> None:
    trigger(orders, "BEFORE", "RETURN NULL;")
    said = orders.clean()
    assert (said.code, said.err) == (1, "")
    assert "old orders stay: a trigger or a policy of the database keeps it" in said.out


def test_without_their_own_sign_rows_that_a_trigger_keeps_end_it(orders: Cleaning, broken: list[str]) -> None:
    broken.append("(SELECT count(*) FROM g0) = (SELECT count(*) FROM d0)")
    trigger(orders, "BEFORE", "RETURN NULL;")
    ends(orders, "old rows of orders do not go: look at its triggers")


def test_rows_that_others_hold_to_the_end_are_left(orders: Cleaning) -> None:
    with orders.connection() as other, other.transaction():
        other.execute(LOCK)
        said = orders.clean()
    assert (said.code, said.err) == (1, "")
    assert "old orders stay: others hold a lock on it" in said.out


def test_a_batch_that_waits_for_others_to_the_end_ends_it(orders: Cleaning, broken: list[str]) -> None:
    broken.append(" SKIP LOCKED")
    with orders.connection() as other, other.transaction():
        other.execute(LOCK)
        ends(orders, "old rows of orders do not go: others hold a lock on it, or on what hangs on it")
