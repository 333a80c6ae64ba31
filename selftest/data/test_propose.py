"""`servio-verify data propose`: a first policy that can be followed, what one lacks, and no value of any row."""

import tomllib
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from selftest.data import kinds, shop
from selftest.data.anonymised import Command
from selftest.data.kinds import PLANTED
from selftest.support.postgres import Postgres
from selftest.support.processes import ROOT
from servio_sandbox.store.migrations.schema import HEAD, move
from servio_verify.cli.main import main

WHY = "by its name; 3 of 3 samples look like phone numbers"


def proposed(server: Postgres, database: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["data", "propose", "--url", server.url(database), *more]) == 0
    return capsys.readouterr().out


def test_a_proposal_can_be_followed_and_shows_nobody(
    server: Postgres, filled: str, command: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    policy = tmp_path / "data" / "policy.toml"
    proposed(server, filled, capsys, "--out", str(policy))
    text = policy.read_text(encoding="utf-8").lower()
    assert not [words for planted in PLANTED[:-1] for words in planted.words if words.lower() in text]
    columns = {name: table["columns"] for name, table in tomllib.loads(text)["tables"].items()}
    assert columns["people"]["short"] == {"replace": "email"}, "by its samples"
    assert columns["people"]["nested"]["paths"] == {
        "$.party[*].name": "full_name",
        "$.party[*].email": "email",
        "$..*": "text",
    }
    assert columns["visits"]["phone"] == {"replace": "phone"}, "by its name"
    assert columns["bookings"]["member_email"] == {"replace": "email"}, "as what it refers to"
    kinds.make_schema(server, "proposed")
    assert command.run(filled, "proposed", policy=policy).code == 0
    assert not shop.rows(server, "proposed", "SELECT 1 FROM people WHERE people::text LIKE '%@example.com%'")


def test_only_what_is_lacking_is_printed(
    server: Postgres, command: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert command.server is server
    database = shop.make(server, "lacking", customers=3)
    policy = shop.policy(tmp_path, ('phone = {replace = "phone"}\n', ""), ("guest =", "guests ="))
    before = policy.read_text(encoding="utf-8")
    lines = proposed(server, database, capsys, "--policy", str(policy), "--out", str(policy)).splitlines()
    assert [line for line in lines if line] == [
        "[tables.customers.columns]",
        f'phone = {{replace = "phone"}}  # character varying(20), unique, {WHY}',
        "[tables.orders.columns]",
        'guest = {replace = "full_name"}  # text, by its name',
        "# gone: orders.guests; take out its line",
    ]
    assert policy.read_text(encoding="utf-8") == before
    assert "nothing is lacking" in proposed(server, database, capsys, "--policy", str(shop.policy(tmp_path)))


def test_the_policy_of_this_project_fits_the_sandbox(
    server: Postgres, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    for database in ("sandbox", "staging"):
        server.fresh(database)
        engine = create_engine(server.url(database).replace("postgresql:", "postgresql+psycopg:"))
        move(engine, HEAD)
        engine.dispose()
    policy = ROOT / "data" / "policy.toml"
    assert "nothing is lacking" in proposed(server, "sandbox", capsys, "--policy", str(policy))
    assert command.run("sandbox", "staging", policy=policy).code == 0


def test_a_first_policy_is_written_beside_one_of_another_schema(
    server: Postgres, command: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert command.server is server
    database = shop.make(server, "beside", customers=3)
    other, new = shop.policy(tmp_path), tmp_path / "new.toml"
    proposed(server, database, capsys, "--policy", str(other), "--out", str(new))
    assert "[tables.customers.columns]" in new.read_text(encoding="utf-8")
    new.write_text("", encoding="utf-8")
    assert main(["data", "propose", "--url", server.url(database), "--out", str(new)]) == 0
    assert f"{new} is there and stays as it is" in capsys.readouterr().err
    assert not new.read_text(encoding="utf-8")
