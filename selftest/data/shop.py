"""A small shop: production with customers and orders, staging with older ones; and the policy for both."""

from pathlib import Path

import psycopg

from selftest.support.postgres import Postgres

SCHEMA = """
CREATE TABLE customers (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(60) NOT NULL UNIQUE,
    phone varchar(20) UNIQUE, name text, born date, password_hash text, joined timestamp);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers ON DELETE CASCADE,
    guest text, wanted date, note text);
CREATE INDEX orders_by_day ON orders (wanted) WHERE note IS NOT NULL;
COMMENT ON INDEX orders_by_day IS 'for the kitchen''s list';
CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
INSERT INTO alembic_version VALUES ('0007');
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note := ''stamped''; RETURN NEW; END';
CREATE TRIGGER stamped BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE MATERIALIZED VIEW guests AS SELECT DISTINCT guest FROM orders
"""
ROWS = """
INSERT INTO customers (email, phone, name, born, password_hash, joined)
SELECT 'guest' || n || '@example.com', '+44 20 7946 ' || lpad(n::text, 4, '0'), 'Anna Kowalska', '1990-05-17',
    '$2b$12$' || rpad(n::text, 53, 'x'), '2026-01-31 12:00' FROM generate_series(1, {customers}) n;
INSERT INTO customers (email, name, born, password_hash)
VALUES ('test@example.com', 'Test User', '2000-01-01', '$2b$12$test');
ALTER TABLE orders DISABLE TRIGGER stamped;
INSERT INTO orders (customer_id, guest, wanted, note)
SELECT n, 'Anna Kowalska', '1990-06-17', E'tab\\t and \\\\ and\\nline' FROM generate_series(1, {customers}) n;
ALTER TABLE orders ENABLE TRIGGER stamped;
REFRESH MATERIALIZED VIEW guests;
ANALYZE
"""
POLICY = """
keep_accounts = ["test@example.com"]
[tables.customers]
person = "id"
[tables.customers.columns]
id = {keep = "ours"}
email = {replace = "email"}
phone = {replace = "phone"}
name = {replace = "full_name"}
born = {replace = "date"}
password_hash = {replace = "password"}
joined = {keep = "a time"}
[tables.orders]
person = "customer_id"
[tables.orders.columns]
id = {keep = "ours"}
customer_id = {keep = "ours"}
guest = {replace = "full_name"}
wanted = {replace = "date"}
note = {keep = "the kitchen's"}
[tables.alembic_version.columns]
version_num = {keep = "a migration"}
"""


def make(server: Postgres, database: str, customers: int = 0) -> str:
    """Make a database of that name; with rows where customers are wanted."""
    server.fresh(database)
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
        if customers:
            connection.execute(ROWS.format(customers=customers).encode())
    return database


def policy(folder: Path, *changed: tuple[str, str]) -> Path:
    """Write the policy, with words of it changed."""
    text = POLICY
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def rows(server: Postgres, database: str, query: str) -> list[tuple[object, ...]]:
    """Return what a query gives."""
    with server.connection(database) as connection:
        return connection.execute(query.encode()).fetchall()
