"""What lives without an order, and what orders refer to, stays; what the database keeps is kept whole."""

import pytest

from selftest.data.clean.conftest import Make
from selftest.data.clean.test_graph import INDEX, OLD_AND_NEW, ORDERS
from servio_verify.data.clean import job


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BETWEEN_ROUNDS", 0.01)


def test_a_row_that_lives_without_an_order_loses_its_reference(make: Make) -> None:
    cleaning = make(
        ORDERS.format(more=""),
        INDEX,
        OLD_AND_NEW,
        "CREATE TABLE reviews (no int, a int REFERENCES orders ON DELETE SET NULL, b int REFERENCES orders,"
        " c int REFERENCES orders ON DELETE RESTRICT, d int REFERENCES orders DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO reviews SELECT id, id, id, id, id FROM orders",
    )
    assert "1 row of reviews would lose its reference (reviews_b_fkey)" in cleaning.clean("--dry-run").out
    said = cleaning.clean()
    assert said.code == 0, said
    assert "1 rows lost their reference: reviews.reviews_a_fkey" in said.out
    assert cleaning.record()["rows"] == {"orders": 1}
    assert cleaning.record()["unlinked"] == {f"reviews.reviews_{column}_fkey": 1 for column in "abcd"}
    assert cleaning.value("SELECT string_agg(concat(no, a, b, c, d), ' ' ORDER BY no) FROM reviews") == "1 22222"


MASTERS = (
    "CREATE TABLE venues (id int PRIMARY KEY)",
    "CREATE TABLE guests (id int PRIMARY KEY, venue_id int NOT NULL REFERENCES venues)",
    "CREATE TABLE menus (id int PRIMARY KEY, venue_id int NOT NULL REFERENCES venues)",
    ORDERS.format(more="guest_id int REFERENCES guests,"),
    INDEX,
    "INSERT INTO venues VALUES (1), (2)",
    "INSERT INTO guests SELECT id, id FROM venues",
    "INSERT INTO menus SELECT id, id FROM venues",
    "INSERT INTO orders SELECT no, now() - interval '9 days', 1 FROM generate_series(1, 9) no",
    "INSERT INTO orders VALUES (20, now(), 2)",
)


def test_what_orders_refer_to_never_goes(make: Make) -> None:
    cleaning = make(
        *MASTERS,
        "ALTER TABLE venues ADD last_order int REFERENCES orders, ADD best int REFERENCES orders ON DELETE RESTRICT",
        "ALTER TABLE guests ADD last_order int REFERENCES orders ON DELETE CASCADE",
        "UPDATE venues SET best = 4, last_order = CASE id WHEN 1 THEN 3 ELSE 20 END",
        "UPDATE guests SET last_order = CASE id WHEN 1 THEN 3 ELSE 20 END",
    )
    said = cleaning.clean()
    assert said.out.startswith("deleted 9 orders ("), said
    assert (
        cleaning.value("SELECT string_agg(concat(id, '-', last_order, best), ' ' ORDER BY id) FROM venues") == "1- 2-20"
    )
    assert cleaning.value("SELECT string_agg(concat(id, '-', last_order), ' ' ORDER BY id) FROM guests") == "1- 2-20"
    assert cleaning.value("SELECT count(*) FROM menus") == 2


@pytest.mark.parametrize("action", ["", "ON DELETE CASCADE"])
def test_an_order_stays_that_such_a_row_may_not_lose(make: Make, action: str) -> None:
    cleaning = make(*MASTERS, "ALTER TABLE guests ADD last_order int", "UPDATE guests SET last_order = id + 2")
    cleaning.run(
        f"ALTER TABLE guests ALTER last_order SET NOT NULL, ADD FOREIGN KEY (last_order) REFERENCES orders {action}"
    )
    said = cleaning.clean()
    assert said.code == 0, said
    assert said.out.startswith("deleted 7 orders ("), said
    assert (
        "2 old orders stay: rows of guests refer to them and may not lose that; --goes-with guests deletes" in said.out
    )
    assert cleaning.value("SELECT string_agg(id::text, ' ' ORDER BY id) FROM orders") == "3 4 20"


def test_a_master_row_keeps_what_hangs_on_an_order_too(make: Make) -> None:
    cleaning = make(
        *MASTERS,
        "CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders)",
        "INSERT INTO lines SELECT id, id FROM orders",
        "ALTER TABLE guests ADD best int",
        "UPDATE guests SET best = 4",
        "ALTER TABLE guests ALTER best SET NOT NULL, ADD FOREIGN KEY (best) REFERENCES lines ON DELETE CASCADE",
    )
    dry = cleaning.clean("--goes-with", "lines", "--dry-run")
    assert "2 rows of guests keep what they refer to (guests_best_fkey)" in dry.out
    said = cleaning.clean("--goes-with", "lines")
    assert said.code == 1, said
    assert said.out.startswith("deleted 8 orders, 8 lines ("), said
    assert "1 old orders stay: a trigger or a policy of the database keeps it, or a row that it would take" in said.out
    assert cleaning.value("SELECT count(*) FROM guests") == 2


def test_what_is_told_to_go_with_an_order_goes(make: Make) -> None:
    cleaning = make(
        ORDERS.format(more=""),
        INDEX,
        OLD_AND_NEW,
        "CREATE TABLE payments (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders)",
        "ALTER TABLE orders ADD last_payment int REFERENCES payments",
        "CREATE TABLE calls (order_id int REFERENCES orders ON DELETE SET NULL)",
        "CREATE TABLE rooms (id int PRIMARY KEY)",
        "CREATE TABLE beds (room int REFERENCES rooms)",
        "INSERT INTO payments SELECT id, id FROM orders",
        "INSERT INTO calls SELECT id FROM orders",
        "UPDATE orders SET last_payment = id",
    )
    assert "1 old orders stay: rows of payments refer to them and may not lose that" in cleaning.clean().out
    assert "--goes-with bills: no such table refers to another" in cleaning.clean("--goes-with", "bills").err
    assert "--goes-with beds: its rows refer to none that goes" in cleaning.clean("--goes-with", "beds").err
    said = cleaning.clean("--goes-with", "payments", "--goes-with", "public.calls")
    assert (said.code, cleaning.record()["rows"]) == (0, {"orders": 1, "payments": 1, "calls": 1}), said


@pytest.mark.parametrize(
    ("tips", "why"),
    [
        (", CONSTRAINT whose CHECK (num_nonnulls(order_id, shift) > 0))", "whose"),
        (
            ") PARTITION BY LIST (order_id); CREATE TABLE bar.tips_1 PARTITION OF bar.tips FOR VALUES IN (1, 2)",
            "no part",
        ),
    ],
)
def test_a_row_that_may_not_lose_its_reference_keeps_the_order(make: Make, tips: str, why: str) -> None:
    cleaning = make(
        ORDERS.format(more=""),
        INDEX,
        OLD_AND_NEW,
        "CREATE SCHEMA bar",
        f"CREATE TABLE bar.tips (order_id int REFERENCES orders, shift int{tips}",
        "INSERT INTO bar.tips SELECT id FROM orders",
    )
    said = cleaning.clean()
    assert said.code == 1
    assert f"1 old orders stay: bar.tips may not lose its reference to it ({why}" in said.out
    assert cleaning.value("SELECT count(*) FROM orders") == 2


def test_what_the_database_keeps_is_kept_whole(make: Make) -> None:
    cleaning = make(
        ORDERS.format(more=""),
        INDEX,
        "INSERT INTO orders SELECT no, now() - interval '9 days' FROM generate_series(1, 60) no",
        "CREATE TABLE lines (order_id int NOT NULL REFERENCES orders)",
        "INSERT INTO lines SELECT id FROM orders",
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN CASE WHEN OLD.id = 30 THEN NULL"
        " ELSE OLD END; END'",
        "CREATE TRIGGER kept BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION keep()",
    )
    said = cleaning.clean()
    assert said.code == 1
    assert "1 old orders stay: a trigger or a policy of the database keeps it" in said.out
    assert cleaning.value("SELECT string_agg(order_id::text, ' ') FROM lines") == "30"


def test_an_order_goes_with_what_amends_it_and_not_before_that_is_old(make: Make) -> None:
    cleaning = make(
        ORDERS.format(more="amends int REFERENCES orders,"),
        INDEX,
        "INSERT INTO orders SELECT no, now() - interval '1 day' * (30 - no), CASE WHEN no > 1 THEN no - 1 END"
        " FROM generate_series(1, 10) no",
        "INSERT INTO orders VALUES (20, now() - interval '9 days', NULL), (21, now(), 20)",
    )
    said = cleaning.clean()
    assert said.code == 0, said
    assert "1 old orders stay: a run in progress has made them, or a younger row refers to them" in said.out
    assert cleaning.value("SELECT string_agg(id::text, ' ' ORDER BY id) FROM orders") == "20 21"
