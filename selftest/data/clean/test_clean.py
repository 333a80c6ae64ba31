"""Old orders go with all that hangs on them, and nothing else."""

import json
from pathlib import Path

import pytest

from selftest.data.clean.cleaning import FILL, LINES, ORPHANS, Cleaning
from selftest.data.clean.conftest import Make


def test_old_orders_go_with_their_lines_and_a_second_time_nothing_does(orders: Cleaning) -> None:
    said = orders.clean()
    assert said.code == 0, said
    assert said.out.startswith("deleted 23 orders, 46 order_lines (")
    assert orders.value("SELECT count(*) FROM orders") == 7
    assert orders.value("SELECT count(*) FROM orders WHERE created_at < now() - interval '7 days'") == 0
    assert orders.value(ORPHANS) == 0
    again = orders.clean()
    assert again.code == 0
    assert again.out.startswith("deleted nothing ")


def test_what_was_done_is_kept_for_the_next_run(orders: Cleaning) -> None:
    assert orders.clean("--record", "out/clean-up.json").code == 0
    record = orders.record()
    assert record["complete"] is True
    assert record["rows"] == {"orders": 23, "order_lines": 46}
    assert record["oldest_left"] == orders.value(
        """SELECT to_char(min(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM orders"""
    )
    assert Path("out/clean-up.json").read_text() == json.dumps(record, indent=1)


def test_a_dry_run_counts_what_then_goes(orders: Cleaning) -> None:
    said = orders.clean("--dry-run")
    assert said.code == 0
    assert said.out.splitlines()[:2] == ["would delete 23 of orders", "would delete 46 of order_lines"]
    assert said.out.splitlines()[2].startswith("oldest: 20")
    assert orders.value("SELECT count(*) FROM orders") == 30


@pytest.mark.parametrize("kind", ["timestamp(3)", "timestamptz"])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "UTC"])
def test_it_is_right_to_the_second_in_any_session(make: Make, zone: str, kind: str) -> None:
    cleaning = make(*(each.format(type=kind) for each in LINES))
    written = "now() AT TIME ZONE 'UTC'" if kind != "timestamptz" else "now()"
    for age in ("7 days 1 second", "6 days 23 hours 59 minutes 30 seconds"):
        cleaning.run(f"INSERT INTO orders (created_at) VALUES ({written} - interval '{age}')")
    cleaning.server.run(f"ALTER DATABASE {cleaning.name} SET timezone = '{zone}'")
    assert cleaning.clean().out.startswith("deleted 1 orders ")
    assert cleaning.value(f"SELECT created_at > {written} - interval '7 days' FROM orders") is True


def test_times_of_another_zone_are_told_or_refused(make: Make) -> None:
    cleaning = make(*(each.format(type="timestamp") for each in LINES))
    for age in ("1 minute", "7 days 1 second", "6 days 23 hours 59 minutes 30 seconds"):
        cleaning.run(f"INSERT INTO orders (created_at) VALUES (now() AT TIME ZONE 'Asia/Tokyo' - interval '{age}')")
    said = cleaning.clean()
    assert said.code == 4
    assert "rows of orders are 8 h in the future: a clock is off or they were not written in UTC" in said.err
    assert cleaning.clean("--timestamps-in", "asia/tokyo").out.startswith("deleted 1 orders ")


@pytest.mark.parametrize(("kind", "lines"), [("timestamp", 1), ("timestamptz", 0)])
def test_a_database_of_another_zone_is_said(make: Make, kind: str, lines: int) -> None:
    cleaning = make(*(each.format(type=kind) for each in LINES))
    cleaning.server.run(f"ALTER DATABASE {cleaning.name} SET timezone = 'America/New_York'")
    line = "times of orders have no zone and are taken for UTC, and the database's TimeZone is America/New_York: --time"
    assert cleaning.clean().err.count(line) == lines
    assert not cleaning.clean("--timestamps-in", "UTC").err


def test_an_hour_that_comes_twice_counts_as_the_later_one(make: Make) -> None:
    """25 October 2026, London: 01:30 is 00:30 UTC, and an hour later again."""
    cleaning = make(*(each.format(type="timestamp") for each in LINES))
    cleaning.run("INSERT INTO orders (created_at) VALUES ('2026-10-25 00:59'), ('2026-10-25 01:15')")
    seconds = cleaning.value("SELECT extract(epoch FROM now() - timestamptz '2026-10-25 00:30+00')::int")
    assert cleaning.clean("--timestamps-in", "Europe/London", older_than=f"{seconds}s").code == 0
    assert cleaning.value("SELECT string_agg(created_at::text, ' ') FROM orders") == "2026-10-25 01:15:00"


def test_batches_go_oldest_first(make: Make) -> None:
    cleaning = make(*(each.format(type="timestamptz") for each in LINES), *FILL)
    cleaning.run(
        "CREATE TABLE gone (at timestamptz, batch xid8 DEFAULT pg_current_xact_id())",
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN INSERT INTO gone VALUES (OLD.created_at); RETURN OLD; END'",
        "CREATE TRIGGER noted BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION note()",
        "INSERT INTO orders (created_at) SELECT now() - interval '8 days' - interval '1 minute' * g"
        " FROM generate_series(1, 200) g",
    )
    assert cleaning.clean().code == 0
    batches = "SELECT batch, min(at) AS first, max(at) AS last FROM gone GROUP BY batch"
    assert cleaning.value(f"SELECT count(*) FROM ({batches}) b") > 1
    pairs = f"SELECT first, lag(last) OVER (ORDER BY batch) AS before FROM ({batches}) b"
    assert cleaning.value(f"SELECT bool_and(first >= before) FROM ({pairs}) p") is True


def test_a_time_that_is_infinite_says_nothing_and_does_not_hide_the_oldest_order(orders: Cleaning) -> None:
    orders.run("UPDATE orders SET created_at = '-infinity' WHERE id = (SELECT id FROM orders ORDER BY id LIMIT 1)")
    said = orders.clean("--dry-run").out.splitlines()
    assert "1 of 2" in said[2]
    assert said[2].endswith("old orders stay: their time is -infinity, which says nothing of when they were made")
    assert said[3].startswith("oldest: 20")
    assert orders.clean().code == 0
    assert orders.value("SELECT count(*) FROM orders WHERE created_at = '-infinity'") == 1
