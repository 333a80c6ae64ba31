"""What the next run finds: an order that is too old, a clean-up that does not run, rows that are not there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from selftest.data.clean.cleaning import Cleaning
from selftest.infra.held import Held, environment, hold_all
from selftest.support.processes import ROOT
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.infra.address import address_of
from servio_verify.infra.expected.file import FactsFile, read_facts_file
from servio_verify.infra.gathering import gather
from servio_verify.infra.retention.record import CleanUp, record_path
from servio_verify.infra.retention.source import TOLD
from servio_verify.infra.source import Place

STAGING = read_facts_file(ROOT, "staging")


def held(cleaning: Cleaning, source: str, tables: str = "", email: str | None = None) -> Held:
    """Hold what the repository's facts file of staging expects."""
    Path("environments/staging.facts.toml").write_text(tables)
    file = read_facts_file(Path.cwd(), "staging")
    where = environment(secrets={"DATABASE_URL": SecretStr(cleaning.url)}, email=email)
    expected = FactsFile(STAGING.path, STAGING.expected, file.tables)
    return hold_all(expected, gather(Place(where, file.tables), {source}), source)


def keep(cleaning: Cleaning, path: Path | None = None, **changed: Any) -> None:
    """Keep a record of a clean-up of this database."""
    where = environment(secrets={"DATABASE_URL": SecretStr(cleaning.url)})
    path = path or record_path(address_of(where, "DATABASE_URL", 5432, ("postgresql",)))
    path.parent.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).isoformat()
    database = f"127.0.0.1:{cleaning.server.port}/{cleaning.name}"
    made = CleanUp(database, "orders", started=now, ended=now, older_than=now, complete=True)
    path.write_text(replace(made, **changed).to_json())


def ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def test_after_a_clean_up_all_is_as_agreed(orders: Cleaning) -> None:
    assert orders.clean().code == 0
    assert held(orders, "retention").green == {"oldest_order_days", "cleaned_hours"}


def test_an_order_that_is_too_old_is_found(kept: Cleaning) -> None:
    found = held(kept, "retention")
    assert found.red["oldest_order_days"].startswith("retention.oldest_order_days is 29.5, must be at most 8 (staging")


def test_without_a_record_that_part_is_not_covered(kept: Cleaning) -> None:
    assert "no clean-up of this database is on record here" in held(kept, "retention").skipped["cleaned_hours"]


@pytest.mark.parametrize(
    ("last", "record"),
    [("ended", {}), ("before", {"complete": False})],
    ids=["it has not run", "it leaves something every night"],
)
def test_a_clean_up_that_does_not_run_is_found(kept: Cleaning, last: str, record: dict[str, Any]) -> None:
    keep(kept, **record | {last: ago(27)})
    assert held(kept, "retention").red["cleaned_hours"].startswith("retention.cleaned_hours is 27.0, must be at most")


def test_the_record_of_another_machine_counts(kept: Cleaning) -> None:
    keep(kept, ended=ago(50))
    keep(kept, Path("clean-up.json"), ended=ago(3))
    assert "cleaned_hours" in held(kept, "retention", '[retention]\nrecord = "clean-up.json"').green
    keep(kept, Path("clean-up.json"), ended=ago(3), database="127.0.0.1:1/another")
    assert "cleaned_hours" in held(kept, "retention", '[retention]\nrecord = "clean-up.json"').red


def test_without_an_address_a_record_that_is_named_tells(kept: Cleaning) -> None:
    keep(kept, Path("clean-up.json"), ended=ago(27))
    place = Place(environment(), {"retention": {"record": "clean-up.json"}})
    found = hold_all(STAGING, gather(place, {"retention"}), "retention")
    assert "is 27.0, must be at most 26" in found.red["cleaned_hours"]
    assert found.skipped["oldest_order_days"] == "no DATABASE_URL: set it in .env.staging"
    Path("clean-up.json").unlink()
    assert set(hold_all(STAGING, gather(place, {"retention"}), "retention").skipped) == set(TOLD)


def test_a_clean_up_that_left_something_keeps_when_the_last_whole_one_ended(orders: Cleaning) -> None:
    assert orders.clean().code == 0
    whole = orders.record()["ended"]
    orders.run("INSERT INTO orders (created_at) VALUES (now() - interval '9 days')")
    with orders.connection() as other, other.transaction():
        other.execute("SELECT FROM orders FOR UPDATE")
        assert orders.clean().code == 1
    assert orders.record()["before"] == whole


def test_the_test_user_is_looked_for(orders: Cleaning) -> None:
    orders.run("CREATE TABLE accounts (email text)", "INSERT INTO accounts VALUES ('QA@example.com')")
    assert "test_user" in held(orders, "data", email="qa@example.com").green
    found = held(orders, "data", email="other@example.com")
    assert found.red["test_user"].startswith("data.test_user is no, must be yes")
    assert "other@example.com" not in "".join(found.lines)
    assert "has no test user" in held(orders, "data").skipped["test_user"]
    assert "no table members" in held(orders, "data", '[data]\nusers = "members"', "qa@example.com").doubts["test_user"]


def test_tables_that_are_too_small_are_named(kept: Cleaning) -> None:
    assert "no number of rows is agreed" in held(kept, "data").skipped["tables_too_small"]
    Path("data").mkdir()
    Path("data/policy.toml").write_text("[tables.order_lines]\nleast = 61\n[tables.venues]\nrows = 'empty'\n")
    sizes = "[data.production]\norders = {}\n"
    red = held(kept, "data", sizes.format(301)).red["tables_too_small"]
    assert red.startswith("data.tables_too_small is order_lines, orders, must be nothing")
    Path("data/policy.toml").write_text("[tables.order_lines]\nleast = 60\n")
    assert "tables_too_small" in held(kept, "data", sizes.format(300)).green


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("[retention]\nrecords = 'x'", "[retention] has no 'records'; did you mean record?"),
        ("[retention]\nrecord = 5", "[retention] record must be a text, in quotes"),
        ("[data.production]\norders = 'many'", "[data] production must be a table of numbers"),
    ],
)
def test_a_mistake_in_the_facts_file_is_one_line(tmp_path: Path, table: str, line: str) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/staging.facts.toml").write_text(table)
    with pytest.raises(SettingsError) as error:
        read_facts_file(tmp_path, "staging")
    assert line in str(error.value)
