"""A trigger keeps what it forbids, and nothing else; what it does by hand itself keeps nothing."""

import pytest

from selftest.data.clean.conftest import Make
from selftest.data.clean.test_graph import INDEX, ORDERS
from servio_verify.data.clean import job

FILL = (
    "INSERT INTO orders SELECT no, now() - interval '9 days' + interval '1 minute' * no FROM generate_series(1, 9) no",
    "CREATE TABLE lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders {action})",
    "CREATE TABLE reviews (order_id int REFERENCES orders)",
    "INSERT INTO lines SELECT id, id FROM orders",
    "INSERT INTO reviews SELECT id FROM orders",
)
MAKES = "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {} END$$"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "BETWEEN_ROUNDS", 0.01)


FORBIDS = "IF OLD.{} = 5 THEN RAISE EXCEPTION 'order % of a guest' , OLD{}; END IF; RETURN {};"


@pytest.mark.parametrize(
    ("does", "trigger"),
    [
        (FORBIDS.format("id", "", "OLD"), "TRIGGER t BEFORE DELETE ON orders"),
        (FORBIDS.format("id", " USING ERRCODE = '23000'", "OLD"), "TRIGGER t BEFORE DELETE ON orders"),
        (FORBIDS.format("id", " USING ERRCODE = 'SV001'", "OLD"), "TRIGGER t BEFORE DELETE ON lines"),
        (FORBIDS.format("order_id", "", "NEW"), "TRIGGER t BEFORE UPDATE ON reviews"),
        (
            FORBIDS.format("id", "", "NULL"),
            "CONSTRAINT TRIGGER t AFTER DELETE ON orders DEFERRABLE INITIALLY DEFERRED",
        ),
        ("PERFORM 1 / (OLD.id - 5); RETURN OLD;", "TRIGGER t BEFORE DELETE ON orders"),
    ],
)
def test_an_order_that_a_trigger_forbids_to_delete_stays_alone(make: Make, does: str, trigger: str) -> None:
    cleaning = make(ORDERS.format(more=""), INDEX, *(each.format(action="") for each in FILL), MAKES.format(does))
    cleaning.run(f"CREATE {trigger} FOR EACH ROW EXECUTE FUNCTION act()")
    said = cleaning.clean()
    assert (said.code, cleaning.value("SELECT string_agg(id::text, ' ') FROM orders")) == (1, "5"), said
    assert "1 old orders stay: a trigger of the database forbids it (act)\n" in said.out
    assert cleaning.value("SELECT string_agg(id::text, ' ') FROM lines") == "5"
    assert cleaning.value("SELECT count(*) FROM reviews") == 9


@pytest.mark.parametrize("action", ["", "ON DELETE CASCADE"])
@pytest.mark.parametrize(
    ("does", "table"),
    [
        ("DELETE FROM lines WHERE order_id = OLD.id;", "orders"),
        ("UPDATE reviews SET order_id = NULL WHERE order_id = OLD.id;", "orders"),
        ("UPDATE orders SET note = 'less' WHERE id = OLD.order_id;", "lines"),
    ],
)
def test_what_a_trigger_does_by_hand_keeps_no_order(make: Make, does: str, table: str, action: str) -> None:
    cleaning = make(ORDERS.format(more=""), INDEX, *(each.format(action=action) for each in FILL))
    cleaning.run(MAKES.format(f"{does} RETURN OLD;"))
    cleaning.run(f"CREATE TRIGGER t BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION act()")
    said = cleaning.clean()
    assert (said.code, said.out[:31]) == (0, "deleted 9 orders, 9 lines (1 ba"), said
    assert cleaning.value("SELECT count(*) - count(order_id) FROM reviews") == 9


def test_what_it_does_by_hand_both_ways_keeps_the_orders_and_is_said(make: Make) -> None:
    cleaning = make(ORDERS.format(more=""), INDEX, *(each.format(action="") for each in FILL))
    cleaning.run(MAKES.format("DELETE FROM lines WHERE order_id = OLD.id; RETURN OLD;"))
    cleaning.run("CREATE TRIGGER t BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION act()")
    cleaning.run(
        MAKES.format("UPDATE orders SET note = 'less' WHERE id = OLD.order_id; RETURN OLD;").replace("act", "two")
    )
    cleaning.run("CREATE TRIGGER t BEFORE DELETE ON lines FOR EACH ROW EXECUTE FUNCTION two()")
    said = cleaning.clean()
    assert (said.code, cleaning.value("SELECT count(*) FROM lines")) == (1, 9), said
    assert "9 old orders stay: a trigger changes or deletes what goes with it, too" in said.out


def test_however_many_orders_a_trigger_keeps_the_others_go(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "ROUNDS", 1)
    cleaning = make(ORDERS.format(more=""), INDEX, MAKES.format("RETURN CASE WHEN OLD.id > 1010 THEN OLD END;"))
    cleaning.run(
        "INSERT INTO orders SELECT no, now() - interval '9 days' + interval '1 s' * (no / 100)"
        " FROM generate_series(1, 1100) no",
        "CREATE TRIGGER t BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION act()",
    )
    said = cleaning.clean("--pause", "0")
    assert (said.code, cleaning.value("SELECT count(*) FROM orders")) == (1, 1010), said
    assert "1,010 old orders stay: a trigger or a policy of the database keeps it" in said.out


def test_a_name_with_a_sign_of_its_own_is_a_name(make: Make) -> None:
    cleaning = make(ORDERS.format(more='"100 %s" int UNIQUE, "%(cutoff)" int,'), INDEX, FILL[0])
    cleaning.run('CREATE TABLE lines ("% of" int NOT NULL REFERENCES orders ("100 %s"))')
    cleaning.run('UPDATE orders SET "100 %s" = id', 'INSERT INTO lines SELECT "100 %s" FROM orders')
    assert cleaning.clean("--dry-run").out.startswith("would delete 9 of orders\nwould delete 9 of lines\n")
    assert cleaning.clean().out.startswith("deleted 9 orders, 9 lines (")
