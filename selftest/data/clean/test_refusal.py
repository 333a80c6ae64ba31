"""Nothing is deleted on production, on a server that is read-only, by a clock that is off, or by a mistake."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selftest.data.clean.cleaning import FILL, LINES, Cleaning, Said
from selftest.data.clean.conftest import Make
from selftest.support.postgres import PASSWORD, standby
from servio_verify.data.clean import refusal
from servio_verify.run.polling import wait_until

STAGING = 'web_url = "https://staging.example.com"\napi_url = "https://api.staging.example.com"\nwrites = {writes}\n'
SCHEMA = (*(each.format(type="timestamptz") for each in LINES), *FILL)


def refused(cleaning: Cleaning, said: Said, line: str) -> None:
    assert said.code == 4, said
    assert line in said.err
    assert len(said.err.splitlines()[0]) <= 160 + len("servio-verify: ")
    assert PASSWORD not in said.out + said.err
    assert cleaning.value("SELECT count(*) FROM orders") == 30


def test_a_database_called_production_is_refused(make: Make) -> None:
    cleaning = make(*SCHEMA, name="servio_prod")
    refused(cleaning, cleaning.clean(), "--url: the database 'servio_prod' says prod: nothing is deleted there")


@pytest.mark.parametrize(("name", "says"), [("production", ""), ("main", 'web_url = "https://servio.com"')])
def test_the_database_of_production_is_refused_under_any_name(kept: Cleaning, name: str, says: str) -> None:
    Path(f"environments/{name}.toml").write_text(says or STAGING.format(writes="false"))
    Path(f".env.{name}").write_text(f"DATABASE_URL={kept.url}\n")
    refused(kept, kept.clean(), f"--url is the DATABASE_URL of .env.{name}: nothing is deleted there")


def test_an_address_of_production_that_cannot_be_read_is_no_other_address(kept: Cleaning) -> None:
    Path("environments/production.toml").write_text(STAGING.format(writes="false"))
    Path(".env.production").write_bytes(b"DATABASE_URL=\xff\n")
    refused(kept, kept.clean(), "cannot be told, .env.production is not readable: nothing is deleted there")


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("ALTER DATABASE {it} SET servio.environment = 'production'", "its setting servio.environment says"),
        ("CREATE TABLE ar_internal_metadata AS SELECT 'environment' AS key, 'production' AS value", "its table"),
        ("CREATE TABLE settings AS SELECT 'prod' AS env", "its table public.settings says 'prod'"),
        (
            'CREATE TABLE settings AS SELECT \'{{"env": "prod"}}\'::jsonb AS data',
            "its table public.settings says 'prod'",
        ),
    ],
)
def test_a_database_that_says_that_it_is_production_is_refused(orders: Cleaning, statement: str, line: str) -> None:
    orders.server.run(statement.format(it=orders.name), database=orders.name)
    orders.server.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO servio", database=orders.name)
    refused(orders, orders.clean(), line)


@pytest.mark.parametrize(("name", "writes"), [("staging", "false"), ("production", "true")])
def test_an_environment_that_may_not_be_written_to_is_refused(kept: Cleaning, name: str, writes: str) -> None:
    Path(f"environments/{name}.toml").write_text(STAGING.format(writes=writes))
    Path(f".env.{name}").write_text(f"DATABASE_URL={kept.url}\n")
    refused(kept, kept.clean("--env", name), "nothing is deleted there")


def test_the_database_of_an_environment_is_cleaned(orders: Cleaning) -> None:
    orders.run("CREATE TABLE venue_settings AS SELECT 1 AS venue_id, 'live' AS payment_environment")
    Path("environments/staging.toml").write_text(STAGING.format(writes="true"))
    Path(".env.staging").write_text(f"DATABASE_URL={orders.url}\n")
    assert orders.clean("--env", "staging").out.startswith("deleted 23 orders")


def test_a_read_only_server_is_refused(orders: Cleaning) -> None:
    orders.run(f"ALTER DATABASE {orders.name} SET default_transaction_read_only = on")
    refused(orders, orders.clean(), "--url: this server is read-only (default_transaction_read_only)")


def test_a_rule_that_does_another_thing_is_refused(orders: Cleaning) -> None:
    orders.run("CREATE RULE soft AS ON DELETE TO orders DO INSTEAD UPDATE orders SET total = 0 WHERE id = OLD.id")
    refused(orders, orders.clean(), "orders has the rule soft on what is done to rows: drop it; nothing is deleted")


def test_rows_of_the_future_are_refused(orders: Cleaning) -> None:
    orders.run("INSERT INTO orders (created_at) VALUES (now() + interval '6 minutes')")
    said = orders.clean()
    assert said.code == 4
    assert "rows of orders are 5 min in the future: a clock is off; nothing is deleted there" in said.err
    assert orders.value("SELECT count(*) FROM orders") == 31


def test_a_clock_that_is_off_is_refused(kept: Cleaning, monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            del tz
            return datetime.now(UTC) - timedelta(minutes=6, seconds=30)

    monkeypatch.setattr(refusal, "datetime", Late)
    refused(kept, kept.clean(), "the server's clock is 6 min off from this machine's: correct it first")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--table", "bills"), "the database has no table 'bills'"),
        (("--time-column", "total"), "orders has no time 'total'; its times: created_at"),
        (("--timestamps-in", "Atlantis"), "the server knows no time zone 'Atlantis'"),
        (("--older-than", "a week"), "'a week' is no age; write it as 30m, 2h or 1d"),
        (("--older-than", "999999999d"), "'999999999d' is longer than there is time"),
        (("--older-than", "0d"), "'0d' takes orders that are not old; an hour is the least"),
        (("--longest-lock", "99999999999"), "99999999999 ms is more than an hour"),
        (("--pause", "9" * 40), "ms is more than an hour"),
        (("--table", "venues"), "when was a row of venues made? Name it with --time-column: it has none"),
    ],
)
def test_a_mistake_is_one_line(kept: Cleaning, arguments: tuple[str, ...], line: str) -> None:
    refused(kept, kept.clean(*arguments), line)


@pytest.mark.tools
def test_a_replica_is_refused(orders: Cleaning) -> None:
    with standby(orders.server) as replica:
        wait_until(lambda: orders.value("SELECT count(*) FROM pg_stat_replication"), 10)
        refused(orders, orders.clean(url=replica.url(orders.name)), "this server is a replica")
