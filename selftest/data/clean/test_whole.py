"""A row that is to stay is not deleted by the database's own cascade, and one that is to go does not dangle."""

from threading import Thread

import pytest

from selftest.data.clean.cleaning import Cleaning, Said
from selftest.data.clean.conftest import Make
from selftest.data.clean.test_graph import INDEX, OLD_AND_NEW, ORDERS
from selftest.data.clean.test_staying import MASTERS
from servio_verify.data.clean import job
from servio_verify.run.polling import wait_until

LAST_ORDER = (
    *MASTERS,
    "ALTER TABLE venues ADD last_order int REFERENCES orders ON DELETE CASCADE, ADD note text",
    "UPDATE venues SET last_order = 3 WHERE id = 1",
    "ALTER TABLE menus DROP CONSTRAINT menus_venue_id_fkey,"
    " ADD FOREIGN KEY (venue_id) REFERENCES venues ON DELETE CASCADE",
    "ALTER TABLE guests DROP CONSTRAINT guests_venue_id_fkey,"
    " ADD FOREIGN KEY (venue_id) REFERENCES venues ON DELETE CASCADE",
)
"""An order that a venue names as its last, and goes with."""

TRIGGER = (
    "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {does} END'",
    "CREATE TRIGGER acts BEFORE {on} FOR EACH ROW EXECUTE FUNCTION act()",
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BETWEEN_ROUNDS", 0.01)


def venues(cleaning: Cleaning) -> str:
    found: str = cleaning.value("SELECT string_agg(concat(id, '-', last_order), ' ' ORDER BY id) FROM venues")
    return f"{found}, {cleaning.value('SELECT count(*) FROM menus')} menus"


@pytest.mark.parametrize("action", ["CASCADE", "SET NULL"])
@pytest.mark.parametrize("does", ["RETURN NULL;", "NEW.last_order := OLD.last_order; RETURN NEW;"])
def test_a_trigger_that_keeps_a_reference_keeps_the_order_and_the_row(make: Make, does: str, action: str) -> None:
    trigger = (each.format(does=does, on="UPDATE ON venues") for each in TRIGGER)
    cleaning = make(
        *(each.replace("orders ON DELETE CASCADE", f"orders ON DELETE {action}") for each in LAST_ORDER), *trigger
    )
    said = cleaning.clean()
    assert (said.code, venues(cleaning)) == (1, "1-3 2-, 2 menus"), said
    assert said.out.startswith("deleted 8 orders ("), said
    assert "1 old orders stay: a trigger or a policy of the database keeps it" in said.out


GATE = (
    "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END'",
    "CREATE TRIGGER waits BEFORE DELETE ON orders FOR EACH STATEMENT EXECUTE FUNCTION wait()",
)
"""A batch has begun, and has not locked a row yet."""


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("UPDATE venues SET note = 'renamed' WHERE id = 1", "SELECT"),
        ("SELECT pg_advisory_lock(1)", "UPDATE venues SET last_order = 3 WHERE id = 3"),
    ],
    ids=["changes", "begins to refer"],
)
def test_a_row_that_another_changes_meanwhile_is_not_deleted(make: Make, first: str, then: str) -> None:
    cleaning = make(*LAST_ORDER, *GATE, "INSERT INTO venues VALUES (3)", "INSERT INTO menus VALUES (3, 3)")
    said: list[Said] = []
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with cleaning.connection() as other, other.transaction():
        other.execute(first.encode())
        thread = Thread(target=lambda: said.append(cleaning.clean("--longest-lock", "20000")))
        thread.start()
        wait_until(lambda: cleaning.value(waiting), 5)
        cleaning.run(then)
    thread.join()
    assert venues(cleaning) == "1- 2- 3-, 3 menus", said
    assert said[0].code == 0, said


def test_rows_that_a_policy_hides_are_not_deleted(make: Make) -> None:
    cleaning = make(
        *LAST_ORDER,
        "ALTER TABLE venues ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE venues FORCE ROW LEVEL SECURITY",
        "CREATE POLICY others ON venues USING (id > 1)",
    )
    said = cleaning.clean()
    cleaning.run("ALTER TABLE venues NO FORCE ROW LEVEL SECURITY")
    assert (said.code, venues(cleaning)) == (4, "1-3 2-, 2 menus"), said
    assert "row security hides rows of venues from this user: name its owner, or one with BYPASSRLS" in said.err


@pytest.mark.parametrize("action", ["", "ON DELETE CASCADE"])
def test_lines_that_a_trigger_keeps_keep_their_order(make: Make, action: str) -> None:
    cleaning = make(
        ORDERS.format(more=""),
        INDEX,
        "INSERT INTO orders SELECT no, now() - interval '9 days' FROM generate_series(1, 9) no",
        f"CREATE TABLE lines (order_id int NOT NULL REFERENCES orders {action}, no int) PARTITION BY LIST (no)",
        "CREATE TABLE lines_1 PARTITION OF lines FOR VALUES IN (1)",
        "INSERT INTO lines SELECT id, 1 FROM orders",
        *(
            each.format(does="RETURN CASE WHEN OLD.order_id = 3 THEN NULL ELSE OLD END;", on="DELETE ON lines_1")
            for each in TRIGGER
        ),
    )
    said = cleaning.clean()
    kept = "SELECT string_agg(concat(o.id, '-', l.order_id), ' ') FROM orders o FULL JOIN lines l ON order_id = o.id"
    assert (said.code, cleaning.value(kept)) == (1, "3-3"), said
    assert said.out.startswith("deleted 8 orders, 8 lines ("), said


def test_a_table_that_others_inherit_from_is_refused(make: Make) -> None:
    cleaning = make(
        ORDERS.format(more=""),
        INDEX,
        OLD_AND_NEW,
        "CREATE TABLE kept_orders () INHERITS (orders)",
        "INSERT INTO kept_orders (id, created_at) VALUES (1, now())",
    )
    said = cleaning.clean()
    assert (said.code, cleaning.value("SELECT count(*) FROM orders")) == (4, 3), said
    assert "kept_orders inherits from orders, and no foreign key holds for it: nothing is deleted there" in said.err


def test_only_the_reference_to_the_order_is_lost(make: Make) -> None:
    cleaning = make(
        "CREATE TABLE venues (id int PRIMARY KEY)",
        ORDERS.format(more="venue_id int DEFAULT 1 REFERENCES venues, UNIQUE (venue_id, id),"),
        INDEX,
        "INSERT INTO venues VALUES (1)",
        OLD_AND_NEW,
        "CREATE TABLE notes (venue_id int REFERENCES venues, order_id int,"
        " FOREIGN KEY (venue_id, order_id) REFERENCES orders (venue_id, id))",
        "INSERT INTO notes SELECT venue_id, id FROM orders",
    )
    said = cleaning.clean()
    assert said.code == 0, said
    assert cleaning.value("SELECT string_agg(concat(venue_id, '-', order_id), ' ') FROM notes") in ("1-2 1-", "1- 1-2")
