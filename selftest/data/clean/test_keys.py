"""A reference is what the database takes for one, and what ends it tells of nothing else."""

import pytest

from selftest.data.clean.conftest import Make
from selftest.data.clean.test_graph import INDEX, OLD_AND_NEW, ORDERS

OFF_THE_PATH = (
    "CREATE SCHEMA ext",
    "CREATE EXTENSION citext SCHEMA ext",
    "CREATE TABLE venues (id int PRIMARY KEY)",
    "INSERT INTO venues VALUES (1), (2)",
    "CREATE TABLE orders (no ext.citext PRIMARY KEY, venue int REFERENCES venues, created_at timestamptz NOT NULL)",
    INDEX,
    "INSERT INTO orders VALUES ('A1', 1, now() - interval '9 days'), ('A2', 2, now())",
)
"""Letters of either case are the same in a key, and the schema of their type is off the path."""


def test_rows_that_refer_in_other_letters_are_not_deleted_by_a_cascade(make: Make) -> None:
    cleaning = make(*OFF_THE_PATH, "ALTER TABLE venues ADD best ext.citext", "UPDATE venues SET best = 'a' || id")
    cleaning.run("ALTER TABLE venues ALTER best SET NOT NULL")
    cleaning.run("ALTER TABLE venues ADD FOREIGN KEY (best) REFERENCES orders ON DELETE CASCADE")
    said = cleaning.clean()
    assert (said.code, cleaning.value("SELECT count(*) FROM venues")) == (0, 2), said
    assert "1 old orders stay: rows of venues refer to them and may not lose that" in said.out


@pytest.mark.parametrize(
    ("column", "collated"),
    [("ext.citext NOT NULL", ""), ("ext.citext", ""), ("text NOT NULL", 'COLLATE "C"'), ("varchar(9) NOT NULL", "")],
)
def test_rows_that_refer_by_another_type_or_in_other_letters_are_followed(
    make: Make, column: str, collated: str
) -> None:
    key, letters = ("ext.citext", "lower(no::text)::ext.citext") if "citext" in column else (f"text {collated}", "no")
    cleaning = make(*(each.replace("no ext.citext", f"no {key}") for each in OFF_THE_PATH))
    cleaning.run(f"CREATE TABLE lines (no {column} REFERENCES orders, dish int)")
    cleaning.run(f"INSERT INTO lines SELECT {letters}, 1 FROM orders")
    said = cleaning.clean()
    assert said.out.startswith("deleted 1 orders"), said
    assert cleaning.value("SELECT string_agg(lower(no::text), ' ') FROM lines") == "a2"


TENANTS = (
    "CREATE TABLE orders (tenant text, id int, created_at timestamptz NOT NULL, PRIMARY KEY (tenant, id))",
    INDEX,
    "INSERT INTO orders VALUES ('t', 1, now() - interval '9 days'), ('t', 2, now())",
    "CREATE TABLE reviews (tenant text, {it} int, FOREIGN KEY (tenant, {it}) REFERENCES orders {action})",
    "INSERT INTO reviews SELECT tenant, id FROM orders",
)
"""A key names the tenant beside the order, and nothing else says that it is one."""


@pytest.mark.parametrize(
    ("column", "action"),
    [("it", "ON DELETE SET NULL (it)"), ("order_id", "ON DELETE SET NULL"), ("order_id", ""), ("orderid", "")],
)
def test_a_row_that_loses_its_order_keeps_its_tenant(make: Make, column: str, action: str) -> None:
    cleaning = make(*(each.format(it=column, action=action) for each in TENANTS))
    said = cleaning.clean()
    assert said.out.startswith("deleted 1 orders"), said
    assert cleaning.value(f"SELECT string_agg(concat(tenant, {column}), ' ' ORDER BY 1) FROM reviews") in {
        "t t2",
        "t2 t",
    }


@pytest.mark.parametrize("column", ["it int", "order_id int NOT NULL"])
def test_an_order_stays_whose_reference_cannot_end_without_the_tenant(make: Make, column: str) -> None:
    it = column.split()[0]
    cleaning = make(*(each.replace("{it} int", column).format(it=it, action="") for each in TENANTS))
    said = cleaning.clean()
    assert (said.code, cleaning.value("SELECT count(tenant) FROM reviews")) == (0, 2), said
    assert "1 old orders stay: rows of reviews refer to them and may not lose that; --goes-with reviews" in said.out
    assert cleaning.clean("--goes-with", "reviews").out.startswith("deleted 1 orders, 1 reviews ")


def test_a_key_that_is_whole_or_nothing_is_not_torn(make: Make) -> None:
    cleaning = make(*(each.format(it="order_id", action="MATCH FULL") for each in TENANTS))
    said = cleaning.clean()
    assert (said.code, cleaning.value("SELECT count(tenant) FROM reviews")) == (0, 2), said
    assert "rows of reviews refer to them and may not lose that" in said.out


def test_a_row_of_an_order_of_its_own_number_loses_that(make: Make) -> None:
    cleaning = make(ORDERS.format(more="code text UNIQUE, venue text, UNIQUE (venue, code),"), OLD_AND_NEW)
    cleaning.run(
        "UPDATE orders SET code = id, venue = 'Bar'",
        "CREATE TABLE notes (venue text, it text, FOREIGN KEY (venue, it) REFERENCES orders (venue, code))",
        "INSERT INTO notes SELECT venue, code FROM orders",
    )
    assert cleaning.clean().code == 0
    assert cleaning.value("SELECT string_agg(concat(venue, it), ' ' ORDER BY it) FROM notes") == "Bar2 Bar"
