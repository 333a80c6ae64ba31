"""What belongs to a younger order too does not go with an old one."""

import pytest

from selftest.data.clean.cleaning import Cleaning
from selftest.data.clean.conftest import Make
from selftest.data.clean.test_graph import INDEX, ORDERS
from servio_verify.data.clean import job


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BETWEEN_ROUNDS", 0.01)


FILL = (
    "INSERT INTO orders SELECT no, now() - interval '1 day' * (20 - no) FROM generate_series(1, 19) no",
    "CREATE TABLE dishes (id int PRIMARY KEY, order_id int REFERENCES orders ON DELETE CASCADE)",
    "INSERT INTO dishes SELECT id, id FROM orders",
)
"""Nineteen orders, one a day: twelve are older than 7.5 days. Each brought a dish."""

SHARED = {
    "a line of a dish of another order": (
        "CREATE TABLE lines (order_id int NOT NULL REFERENCES orders, dish int NOT NULL REFERENCES dishes)",
        "INSERT INTO lines SELECT id, id FROM orders",
        "INSERT INTO lines VALUES (19, 3)",
    ),
    "two orders made one": (
        "CREATE TABLE lines (a int NOT NULL REFERENCES orders, b int NOT NULL REFERENCES orders)",
        "INSERT INTO lines VALUES (3, 19), (1, 2), (7, 5)",
    ),
    "a refund of a payment": (
        "CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders,"
        " of int REFERENCES lines ON DELETE CASCADE)",
        "INSERT INTO lines SELECT id, id FROM orders",
        "UPDATE lines SET of = 3 WHERE id = 19",
        "UPDATE lines SET of = 19 WHERE id = 18",
    ),
    "what a line of a dish of another order has": (
        "CREATE TABLE parts (id int PRIMARY KEY, dish int NOT NULL REFERENCES dishes)",
        "CREATE TABLE carts (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders)",
        "CREATE TABLE lines (part int NOT NULL REFERENCES parts, cart int NOT NULL REFERENCES carts, no int)"
        " PARTITION BY LIST (no)",
        "CREATE TABLE lines_1 PARTITION OF lines FOR VALUES IN (1)",
        "INSERT INTO parts SELECT id, id FROM orders",
        "INSERT INTO carts SELECT id, id FROM orders",
        "INSERT INTO lines SELECT id, id, 1 FROM orders",
        "INSERT INTO lines VALUES (3, 19, 1)",
    ),
}


def left(cleaning: Cleaning) -> str:
    found: str = cleaning.value("SELECT string_agg(id::text, ' ' ORDER BY id) FROM orders")
    return found


@pytest.mark.parametrize("kind", SHARED)
def test_an_old_order_stays_that_would_take_a_part_of_a_younger_one(make: Make, kind: str) -> None:
    cleaning = make(ORDERS.format(more=""), INDEX, *FILL, *SHARED[kind])
    before = cleaning.value("SELECT count(*) FROM lines")
    dry = cleaning.clean("--dry-run", older_than="180h").out
    said = cleaning.clean(older_than="180h")
    assert (said.code, left(cleaning)) == (0, "3 13 14 15 16 17 18 19"), said
    why = "1 old orders stay: what would go with them (of lines) belongs to an order that stays, too"
    assert why in said.out
    assert "1 of 12 old orders stay: what would go with them (of lines) belongs" in dry
    assert cleaning.value("SELECT count(*) FROM dishes") == 8
    assert cleaning.record()["rows"]["lines"] == before - cleaning.value("SELECT count(*) FROM lines")
    cleaning.run("UPDATE orders SET created_at = now() - interval '9 days' WHERE id > 18")
    assert cleaning.clean(older_than="180h").code == 0
    assert left(cleaning) == "13 14 15 16 17 18" if "refund" not in kind else "3 13 14 15 16 17 18 19"


def test_what_belongs_to_no_order_keeps_none(make: Make) -> None:
    cleaning = make(ORDERS.format(more=""), INDEX, *FILL, *SHARED["a line of a dish of another order"][:1])
    cleaning.run("INSERT INTO dishes VALUES (99, NULL)", "INSERT INTO lines SELECT id, 99 FROM orders")
    said = cleaning.clean(older_than="180h")
    assert (said.code, left(cleaning)) == (0, "13 14 15 16 17 18 19"), said
    assert cleaning.value("SELECT string_agg(id::text, ' ') FROM dishes WHERE order_id IS NULL") == "99"


def test_a_circle_takes_nothing_of_a_younger_order(make: Make) -> None:
    cleaning = make(
        ORDERS.format(more=""),
        INDEX,
        *FILL,
        "CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, paid int)",
        "CREATE TABLE payments (id int PRIMARY KEY, line int NOT NULL REFERENCES lines ON DELETE CASCADE)",
        "INSERT INTO lines SELECT id, id FROM orders",
        "INSERT INTO payments SELECT id, id FROM orders",
        "UPDATE lines SET paid = CASE id WHEN 19 THEN 3 ELSE id END",
        "ALTER TABLE lines ADD FOREIGN KEY (paid) REFERENCES payments ON DELETE CASCADE",
    )
    said = cleaning.clean(older_than="180h")
    assert (said.code, left(cleaning)) == (1, "3 13 14 15 16 17 18 19"), said
    assert cleaning.value("SELECT count(*) FROM lines WHERE order_id = 19") == 1
