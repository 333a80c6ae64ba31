"""Test users are in staging as they are in production: they are no finding, and those beside them are."""

from pathlib import Path

import psycopg
import pytest

from selftest.data.check.checked import DOMAIN, Check
from selftest.support.postgres import Postgres

SCHEMA = """
CREATE TABLE accounts (id serial PRIMARY KEY, email text, name text, password_hash text, phone bigint);
INSERT INTO accounts (email, name, password_hash, phone)
SELECT 'tester@DOMAIN', 'Tessa Hartmann', '$2b$12$' || repeat('t', 53), 442079461234;
INSERT INTO accounts (email, name, password_hash) VALUES (NULL, 'Henrik Dahlberg', '$2b$12$' || repeat('h', 53));
INSERT INTO accounts (email, name) VALUES ('shop@DOMAIN', 'Online Order')
"""
POLICY = f"""
keep_accounts = ["Tester{DOMAIN}"]
[tables.accounts.columns]
id = {{keep = "an id of ours"}}
email = {{replace = "email"}}
name = {{replace = "full_name"}}
password_hash = {{replace = "password"}}
phone = {{replace = "phone"}}
"""
MASKED = """
UPDATE accounts SET email = id || '@guest.invalid', name = 'Emma Novak', password_hash = '$2b$12$' || repeat('x', 53)
WHERE id > 1;
CREATE TABLE notes (words text);
INSERT INTO notes VALUES ('Online Order, no nuts')
"""


@pytest.fixture
def accounts(server: Postgres) -> str:
    """The name of a database with a test user, and others."""
    server.fresh("accounts")
    run(server, SCHEMA.replace("@DOMAIN", DOMAIN))
    return "accounts"


def run(server: Postgres, script: str) -> None:
    with psycopg.connect(server.url("accounts"), autocommit=True) as connection:
        connection.execute(script.encode())


def test_a_test_user_is_no_finding_and_the_others_are(check: Check, server: Postgres, accounts: str) -> None:
    policy = Path("policy.toml")
    policy.write_text(POLICY, encoding="utf-8")
    more = ("--policy", str(policy), "--canaries", str(check.canaries(accounts, policy)))
    server.run("UPDATE accounts SET phone = NULL", database=accounts)
    raw = check.run(accounts, *more)
    expected = {"accounts.email": {"email"}, "accounts.name": {"name"}, "accounts.password_hash": {"value"}}
    assert raw.found == expected, raw.out
    run(server, MASKED)
    masked = check.run(accounts, *more)
    assert (masked.code, masked.found) == (0, {}), masked.out


def test_a_number_of_production_is_known_where_no_phones_stand(check: Check, server: Postgres, accounts: str) -> None:
    policy = Path("policy.toml")
    policy.write_text(POLICY.replace(f'keep_accounts = ["Tester{DOMAIN}"]', ""), encoding="utf-8")
    more = ("--policy", str(policy), "--canaries", str(check.canaries(accounts, policy)))
    run(
        server,
        "CREATE TABLE calls (id bigint); INSERT INTO calls SELECT 400000000 + generate_series(1, 99)",
    )
    assert "calls.id" not in check.run(accounts, *more).found
    run(server, "INSERT INTO calls VALUES (442079461234)")
    assert check.run(accounts, *more).found["calls.id"] == {"phone"}


def test_a_number_can_be_a_phone(check: Check, accounts: str) -> None:
    assert check.run(accounts).found["accounts.phone"] == {"phone"}
