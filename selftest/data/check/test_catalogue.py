"""The catalogue holds people in more places than tables; what the policy decides holds for statistics everywhere."""

from pathlib import Path

import psycopg
import pytest

from selftest.data.check.checked import DOMAIN, Check
from selftest.support.postgres import Postgres

WHO = f"rosa{DOMAIN}"
SCHEMA = f"""
CREATE SCHEMA books;
CREATE TABLE books.visits (day date, guest text) PARTITION BY RANGE (day);
CREATE TABLE books.visits_1 PARTITION OF books.visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
INSERT INTO books.visits SELECT date '2025-01-01' + n,
    (ARRAY['Anna', 'Emma', 'Maria', 'John', 'Peter'])[1 + n % 5] || ' ' ||
    (ARRAY['Schmidt', 'Kowalski', 'Smith', 'Rossi', 'Meyer', 'Dupont', 'Novak'])[1 + n % 7]
    FROM generate_series(1, 90) n;
ANALYZE books.visits, books.visits_1;
CREATE TABLE told (mail text) PARTITION BY LIST (mail);
CREATE TABLE told_1 PARTITION OF told FOR VALUES IN ('{WHO}');
CREATE FUNCTION ask(who text DEFAULT '{WHO}') RETURNS text LANGUAGE sql AS 'SELECT who';
CREATE TYPE wine AS ENUM ('Kim Crawford', 'Louis Latour');
CREATE TABLE items (id int, bottle wine);
INSERT INTO items SELECT n, (ARRAY['Kim Crawford', 'Louis Latour'])[1 + n % 2]::wine FROM generate_series(1, 40) n;
CREATE TABLE guests (first_name text, last_name text,
    spoken text GENERATED ALWAYS AS (first_name || ' ' || last_name) STORED);
INSERT INTO guests SELECT 'Emma', 'Novak' FROM generate_series(1, 40);
CREATE MATERIALIZED VIEW regulars AS SELECT spoken AS regular FROM guests;
ANALYZE items, guests, regulars;
CREATE AGGREGATE everybody(text) (sfunc = textcat, stype = text, initcond = '{WHO}')
"""
BY_SUPERUSER = (
    f"CREATE FUNCTION mailing() RETURNS int LANGUAGE sql SET app.sender = '{WHO}' AS 'SELECT 1'",
    f"COMMENT ON SCHEMA public IS '{WHO}'",
    f"CREATE FOREIGN DATA WRAPPER afar OPTIONS (owner '{WHO}')",
    "CREATE TABLE sent (mail text PRIMARY KEY)",
    "GRANT SELECT ON sent TO servio",
    'CREATE ROLE "marta.nowak" LOGIN',
    """COMMENT ON ROLE "marta.nowak" IS 'Marta Nowak, who looks after the server'""",
    'CREATE ROLE "anna.kowalska"',
    'GRANT SELECT ON sent TO "anna.kowalska"',
    f"CREATE PUBLICATION news FOR TABLE sent WHERE (mail <> '{WHO}')",
)
POLICY = """
[tables."books.visits".columns]
day = {keep = "a day"}
guest = {replace = "full_name"}
[tables.guests.columns]
first_name = {replace = "first_name"}
last_name = {replace = "last_name"}
spoken = {keep = "made by the database of other columns"}
"""
MADE_UP = {"statistics of books.visits_1.guest", "statistics of guests.spoken", "guests.spoken", "regulars.regular"}
MADE_UP |= {"statistics of regulars.regular"}
"""Where names of columns that are replaced stand, made by the database of them or kept by its planner."""


@pytest.fixture(scope="module")
def catalogue(server: Postgres) -> str:
    """The name of a database with somebody in odd places of its catalogue."""
    server.fresh("odd_places")
    with psycopg.connect(server.url("odd_places"), autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
    server.run(*BY_SUPERUSER, database="odd_places")
    return "odd_places"


def test_somebody_is_found_in_each_corner_of_the_catalogue(check: Check, catalogue: str, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    said = check.run(catalogue, "--policy", str(policy))
    corners = {"bounds of told_1", "function ask", "function mailing", "function everybody"}
    corners |= {"comment on schema public", "foreign-data wrapper afar", "publication news"}
    of_this_database = {"role anna.kowalska": {"name"}}
    assert said.found == {corner: {"email"} for corner in corners} | of_this_database, said.out
    untold = {it["place"] for it in said.document["places"] if it["untold"]}
    assert not MADE_UP - untold, "made-up names there are judged by canaries alone"


def test_migrations_are_nobodys_canaries(check: Check, server: Postgres, tmp_path: Path) -> None:
    server.fresh("moved")
    policy = tmp_path / "policy.toml"
    policy.write_text(
        '[tables._prisma_migrations.columns]\nmigration_name = {replace = "token"}\n'
        '[tables.guests.columns]\nmail = {replace = "email"}\n',
        encoding="utf-8",
    )
    with psycopg.connect(server.url("moved"), autocommit=True) as connection:
        connection.execute(b"CREATE TABLE _prisma_migrations (migration_name text); CREATE TABLE guests (mail text)")
        connection.execute(b"INSERT INTO _prisma_migrations VALUES ('20260101120000_add_orders')")
        connection.execute(f"INSERT INTO guests VALUES ('{WHO}')".encode())
        canaries = check.canaries("moved", policy)
        connection.execute(b"TRUNCATE guests")
    said = check.run("moved", "--policy", str(policy), "--canaries", str(canaries))
    assert (said.code, said.found) == (0, {}), "staging keeps its own, and both are at the same migration"
