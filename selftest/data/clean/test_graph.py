"""What hangs on an order goes by the declared foreign keys, of whatever kind."""

import pytest

from selftest.data.clean.cleaning import Cleaning
from selftest.data.clean.conftest import Make

ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, created_at timestamptz NOT NULL, {more} note text)"
INDEX = "CREATE INDEX ON orders (created_at)"
OLD_AND_NEW = "INSERT INTO orders (id, created_at) VALUES (1, now() - interval '9 days'), (2, now())"

KINDS: dict[str, tuple[tuple[str, ...], str]] = {
    "several levels": (
        (
            "CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders)",
            "CREATE TABLE extras (id int PRIMARY KEY, line_id int NOT NULL REFERENCES lines)",
            "CREATE TABLE allergens (extra_id int NOT NULL REFERENCES extras)",
            "INSERT INTO lines SELECT id, id FROM orders",
            "INSERT INTO extras SELECT id, id FROM orders",
            "INSERT INTO allergens SELECT id FROM orders",
        ),
        "lines, extras, allergens",
    ),
    "a key of two columns": (
        (
            "CREATE TABLE parcels (order_id int NOT NULL REFERENCES orders, no int, PRIMARY KEY (order_id, no))",
            "CREATE TABLE labels (order_id int NOT NULL, no int NOT NULL,"
            " FOREIGN KEY (order_id, no) REFERENCES parcels (order_id, no))",
            "INSERT INTO parcels SELECT id, 1 FROM orders",
            "INSERT INTO labels SELECT id, 1 FROM orders",
        ),
        "parcels, labels",
    ),
    "a key that is not the primary one": (
        (
            "CREATE TABLE tickets (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, code text UNIQUE)",
            "CREATE TABLE prints (code text NOT NULL REFERENCES tickets (code))",
            "INSERT INTO tickets SELECT id, id, 't' || id FROM orders",
            "INSERT INTO prints SELECT 't' || id FROM orders",
        ),
        "tickets, prints",
    ),
    "cascade": (
        (
            "CREATE TABLE lines (order_id int REFERENCES orders ON DELETE CASCADE)",
            "INSERT INTO lines SELECT id FROM orders",
        ),
        "lines",
    ),
    "restrict": (
        (
            "CREATE TABLE lines (order_id int NOT NULL REFERENCES orders ON DELETE RESTRICT)",
            "INSERT INTO lines SELECT id FROM orders",
        ),
        "lines",
    ),
    "checked at the end of the transaction": (
        (
            "CREATE TABLE lines (order_id int NOT NULL REFERENCES orders DEFERRABLE INITIALLY DEFERRED)",
            "INSERT INTO lines SELECT id FROM orders",
        ),
        "lines",
    ),
    "two ways to one table": (
        (
            "CREATE TABLE payments (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders)",
            "CREATE TABLE refunds (id int, order_id int NOT NULL REFERENCES orders,"
            " payment_id int REFERENCES payments)",
            "INSERT INTO payments SELECT id, id FROM orders",
            "INSERT INTO refunds SELECT id, id, id FROM orders",
        ),
        "payments, refunds",
    ),
    "a thread of answers": (
        (
            "CREATE TABLE notes (id int PRIMARY KEY, order_id int REFERENCES orders ON DELETE CASCADE,"
            " answers int REFERENCES notes ON DELETE CASCADE)",
            "INSERT INTO notes SELECT id, id, NULL FROM orders",
            "INSERT INTO notes SELECT id + 10, NULL, id FROM orders",
            "INSERT INTO notes SELECT id + 20, NULL, id + 10 FROM orders",
        ),
        "notes",
    ),
    "a partitioned table": (
        (
            "CREATE TABLE visits (order_id int NOT NULL REFERENCES orders, no int) PARTITION BY LIST (no)",
            "CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1)",
            "CREATE TABLE visits_2 PARTITION OF visits FOR VALUES IN (2)",
            "INSERT INTO visits SELECT id, id FROM orders",
        ),
        "visits",
    ),
    "a key of some partitions to some": (
        (
            "CREATE TABLE tables (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders)",
            "CREATE TABLE seats (no int, side int, table_id int) PARTITION BY LIST (side)",
            "CREATE TABLE seats_1 PARTITION OF seats FOR VALUES IN (1)",
            "CREATE TABLE seats_2 PARTITION OF seats FOR VALUES IN (2)",
            "ALTER TABLE seats_1 ADD FOREIGN KEY (table_id) REFERENCES tables ON DELETE CASCADE",
            "INSERT INTO tables SELECT id, id FROM orders",
            "INSERT INTO seats SELECT id, 1, id FROM orders",
        ),
        "tables, seats",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_hangs_on_it_goes_too(make: Make, kind: str) -> None:
    statements, tables = KINDS[kind]
    cleaning = make(ORDERS.format(more=""), INDEX, OLD_AND_NEW, *statements)
    before = {table: cleaning.value(f"SELECT count(*) FROM {table}") for table in tables.split(", ")}
    said = cleaning.clean()
    assert said.code == 0, said
    assert cleaning.value("SELECT string_agg(id::text, ' ') FROM orders") == "2"
    assert {table: cleaning.value(f"SELECT count(*) FROM {table}") for table in before} == {
        table: count // 2 for table, count in before.items()
    }
    assert cleaning.record()["rows"] == {"orders": 1} | {table: count // 2 for table, count in before.items()}


def test_a_key_to_a_partition_is_followed(make: Make) -> None:
    cleaning = make(
        "CREATE TABLE orders (id int, created_at timestamptz, PRIMARY KEY (id, created_at))"
        " PARTITION BY RANGE (created_at)",
        "CREATE TABLE orders_old PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE orders_new PARTITION OF orders FOR VALUES FROM ('2021-01-01') TO ('2099-01-01')",
        "ALTER TABLE orders_old ADD UNIQUE (id)",
        "ALTER TABLE orders_new ADD UNIQUE (id)",
        "INSERT INTO orders SELECT no, timestamptz '2020-05-01' FROM generate_series(1, 9) no",
        "INSERT INTO orders VALUES (3, now())",
        "CREATE TABLE lines (order_id int NOT NULL REFERENCES orders_old (id))",
        "CREATE TABLE marks (order_id int NOT NULL REFERENCES orders_new (id))",
        "INSERT INTO lines SELECT no FROM generate_series(1, 9) no",
        "INSERT INTO marks VALUES (3)",
    )
    said = cleaning.clean()
    assert said.code == 0, said
    assert cleaning.record()["rows"] == {"orders": 9, "lines": 9, "marks": 0}


def test_a_connection_that_is_lost_leaves_whole_batches(make: Make) -> None:
    cleaning = make(
        ORDERS.format(more=""),
        INDEX,
        "INSERT INTO orders SELECT no, now() - interval '9 days' + interval '1 minute' * no"
        " FROM generate_series(1, 90) no",
        "CREATE TABLE lines (order_id int NOT NULL REFERENCES orders)",
        "INSERT INTO lines SELECT id FROM orders",
        "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN OLD; END'",
        "CREATE TRIGGER lost BEFORE DELETE ON orders FOR EACH ROW WHEN (OLD.id = 60) EXECUTE FUNCTION lose()",
    )
    said = cleaning.clean()
    assert said.code == 1
    assert "clean-up ended after 100 rows: " in said.err
    assert said.err.rstrip().endswith("; nothing is half deleted; run it again")
    assert len(said.err.splitlines()) == 1
    assert cleaning.value("SELECT count(*) FROM orders") == cleaning.value("SELECT count(*) FROM lines") == 40


def test_an_order_that_takes_too_long_ends_it(make: Make) -> None:
    cleaning = make(
        ORDERS.format(more=""),
        INDEX,
        OLD_AND_NEW,
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(5); RETURN OLD; END'",
        "CREATE TRIGGER waits BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION wait()",
    )
    said = cleaning.clean()
    assert said.code == 1
    assert "one row of orders takes over 75 ms: look at its triggers, or allow more with --longest-lock" in said.err
    assert cleaning.value("SELECT count(*) FROM orders") == 2


def test_rows_that_are_hidden_from_the_user_are_not_taken_for_gone(make: Make) -> None:
    cleaning = make(ORDERS.format(more=""), OLD_AND_NEW, "ALTER TABLE orders ENABLE ROW LEVEL SECURITY")
    cleaning.run("ALTER TABLE orders FORCE ROW LEVEL SECURITY")
    said = cleaning.clean()
    assert said.code == 4
    assert "row security hides rows of orders from this user: name its owner, or one with BYPASSRLS" in said.err


def test_missing_indexes_are_said_and_cost_time_only(make: Make) -> None:
    cleaning: Cleaning = make(
        ORDERS.format(more=""),
        "INSERT INTO orders SELECT no, now() - interval '1 day' * no FROM generate_series(1, 40) no",
        "CREATE TABLE lines (order_id int NOT NULL REFERENCES orders, text text)",
        "INSERT INTO lines SELECT id, repeat('x', 900) FROM orders, generate_series(1, 40)",
    )
    said = cleaning.clean()
    assert said.code == 0, said
    assert "orders has no index on created_at: it is walked by its key, not oldest first" in said.err
    assert "lines has no index on (order_id): each row of orders reads all of it; CREATE INDEX CONC" in said.err
    assert cleaning.value("SELECT count(*) FROM orders") == 6
    assert cleaning.value("SELECT count(*) FROM lines") == 6 * 40
