"""What is refused before anything is written: production as a target, mistakes in the policy, schemas that differ."""

import os
from pathlib import Path

import pytest

from selftest.data import shop
from selftest.data.anonymised import Command
from selftest.support.postgres import Postgres
from servio_verify.data.anonymise.key import VARIABLE


@pytest.fixture(scope="module")
def source(server: Postgres) -> str:
    return shop.make(server, "refused_source", customers=2)


@pytest.fixture(scope="module")
def staging(server: Postgres) -> str:
    return shop.make(server, "refused_target", customers=3)


@pytest.fixture
def changed(server: Postgres, staging: str) -> str:
    """A target that a test may change."""
    server.fresh("changed", f"TEMPLATE {staging} OWNER servio")
    return "changed"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://servio:none@prod-db.example.com/servio", "the host 'prod-db.example.com' says prod"),
        ("postgresql://servio:none@db1.production.example.com/servio", "says production"),
        ("postgresql://servio:none@127.0.0.1:1/servio_live", "the database 'servio_live' says live"),
        ("postgresql://prod_loader:none@127.0.0.1:1/servio", "the user 'prod_loader' says prod"),
    ],
)
def test_production_is_refused_by_its_address(url: str, says: str, source: str, command: Command) -> None:
    said = command.run(source, url)
    assert (said.code, "nothing is written there" in said.err) == (4, True)
    assert says in said.err


@pytest.mark.parametrize(("name", "says"), [("production", ""), ("main", 'web_url = "https://servio.com"')])
def test_production_is_refused_by_its_environment_file(
    name: str, says: str, server: Postgres, source: str, staging: str, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "environments" / f"{name}.toml").write_text(says)
    (tmp_path / f".env.{name}").write_text(f"DATABASE_URL={server.url(staging, user='other')}\n")
    said = command.run(source, staging, policy=shop.policy(tmp_path))
    assert (said.code, f"DATABASE_URL of .env.{name}" in said.err) == (4, True)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("ALTER DATABASE changed SET servio.environment = 'production'", "its setting servio.environment says"),
        ("ALTER DATABASE changed SET app.env = 'Prod'", "its setting app.env says"),
        ("CREATE TABLE environment AS SELECT 'production' AS name", "table public.environment says 'production'"),
        (
            "CREATE TABLE ar_internal_metadata AS SELECT 'environment' AS key, 'production' AS value",
            "says 'production'",
        ),
        ("CREATE TABLE app_settings AS SELECT 1 AS id, 'live' AS environment", "says 'live'"),
    ],
)
def test_production_is_refused_by_what_it_says(
    statement: str, says: str, server: Postgres, source: str, changed: str, command: Command, tmp_path: Path
) -> None:
    server.run(statement, *(["GRANT SELECT ON ALL TABLES IN SCHEMA public TO servio"]), database=changed)
    said = command.run(source, changed, policy=shop.policy(tmp_path))
    assert (said.code, says in said.err) == (4, True), said


def test_it_is_never_done_in_place(server: Postgres, source: str, command: Command, tmp_path: Path) -> None:
    other = server.url(source).replace("127.0.0.1", "localhost")
    before = shop.rows(server, source, "SELECT email FROM customers")
    said = command.run(source, other, policy=shop.policy(tmp_path))
    assert (said.code, "the same database" in said.err) == (4, True)
    assert shop.rows(server, source, "SELECT email FROM customers") == before


@pytest.mark.parametrize(
    ("name", "blind"),
    [("_identity", lambda _: None), ("LOCKED", "SELECT false WHERE %s > 0")],
    ids=["lock", "identifier"],
)
def test_in_place_is_seen_by_each_of_two_signs(
    name: str, blind: object, source: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"servio_verify.data.anonymise.refusal.{name}", blind)
    said = command.run(source, source, policy=shop.policy(tmp_path))
    assert (said.code, "the same database" in said.err) == (4, True)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('phone = {replace = "phone"}\n', "", 'customers.phone has no decision; proposed: phone = {replace = "phone"}'),
        ('born = {replace = "date"}', 'birth = {replace = "date"}', "customers.birth is decided on and is not there"),
        ('"email"}', '"emial"}', "did you mean email?"),
        ('{keep = "ours"}', '{keep = " "}', "keep needs a reason"),
        ('{keep = "ours"}', '"keep"', "keep needs a reason"),
        ("[tables.customers.columns]", "[tables.customers.colums]", "did you mean columns?"),
        ('person = "customer_id"\n', "", "a date needs the person whose it is"),
        ('name = {replace = "full_name"}', 'name = {replace = "uuid", paths = {a = "b"}}', "has no paths"),
        ('joined = {keep = "a time"}', 'joined = {replace = "email"}', "cannot be replaced with"),
        ("[tables.orders", "[tables.order", "did you mean orders?"),
        ('email = {replace = "email"}', 'email = "drop"', "it is NOT NULL without a default"),
        ("[tables.customers]", "[tables.customers", "policy.toml"),
    ],
)
def test_a_mistake_in_the_policy_is_named(
    old: str, new: str, says: str, source: str, staging: str, command: Command, tmp_path: Path
) -> None:
    said = command.run(source, staging, policy=shop.policy(tmp_path, (old, new)))
    assert (said.code, says in said.err) == (4, True), said
    assert len(said.err.splitlines()[0].replace(f"{tmp_path}", "data")) <= 160


def test_both_sides_of_a_foreign_key_are_decided_alike(
    server: Postgres, filled: str, command: Command, tmp_path: Path
) -> None:
    kinds_policy = (Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8")
    path = tmp_path / "policy.toml"
    path.write_text(kinds_policy.replace('member_email = {replace = "email"}', 'member_email = {keep = "a reason"}'))
    said = command.run(filled, shop.make(server, "other_target"), policy=path)
    assert (said.code, "bookings.member_email refers to members.email" in said.err) == (4, True), said


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("TRUNCATE orders; ALTER TABLE orders ADD price integer NOT NULL", "the source has no column orders.price"),
        ("ALTER TABLE orders DROP note", "the target has no column orders.note"),
        (
            "TRUNCATE orders; ALTER TABLE orders ALTER note TYPE varchar(5)",
            "orders.note is text in the source and character varying(5)",
        ),
        ("ALTER TABLE orders ALTER guest SET NOT NULL", "orders.guest is nullable in the source and NOT NULL"),
        ("CREATE TABLE more (id int)", "the source has no table more"),
        ("UPDATE alembic_version SET version_num = '0008'", "at Alembic's migration 0007, the target at 0008"),
    ],
)
def test_a_schema_that_differs_is_named(
    statement: str, says: str, server: Postgres, source: str, changed: str, command: Command, tmp_path: Path
) -> None:
    server.run("DROP MATERIALIZED VIEW guests", statement, database=changed)
    said = command.run(source, changed, policy=shop.policy(tmp_path))
    assert (said.code, says in said.err) == (4, True), said


def test_a_key_is_needed_that_nobody_else_reads(
    source: str, staging: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = shop.policy(tmp_path)
    monkeypatch.delenv(VARIABLE)
    said = command.run(source, staging, policy=policy)
    assert (said.code, "openssl rand -hex 32 > pseudonym.key" in said.err) == (4, True)
    key = tmp_path / "key"
    key.write_text("k" * 64)
    key.chmod(0o640)
    said = command.run(source, staging, "--key-file", str(key), policy=policy)
    assert (said.code, "chmod 600" in said.err) == (4, True)
    key.chmod(0o600)
    assert command.run(source, staging, "--dry-run", "--key-file", str(key), policy=policy).code == 0
    assert os.environ.get(VARIABLE) is None


def test_a_copy_does_not_make_staging_say_that_it_is_production(
    server: Postgres, changed: str, command: Command, tmp_path: Path
) -> None:
    source = shop.make(server, "says_production", customers=2)
    server.run("CREATE TABLE only_here (id int)", database=changed)
    for database, says in ((source, "production"), (changed, "staging")):
        server.run(
            f"CREATE TABLE environment AS SELECT '{says}'::text AS name",
            "ALTER TABLE environment OWNER TO servio",
            database=database,
        )
    policy = shop.policy(tmp_path)
    text = f'{policy.read_text(encoding="utf-8")}[tables.only_here]\nrows = "own"\n'
    policy.write_text(f'{text}[tables.environment.columns]\nname = {{keep = "a word"}}\n', encoding="utf-8")
    said = command.run(source, changed, policy=policy)
    assert (said.code, 'decide rows = "own" for it' in said.err) == (4, True), said
    policy.write_text(f'{text}[tables.environment]\nrows = "own"\n', encoding="utf-8")
    assert command.run(source, changed, policy=policy).code == 0
    assert shop.rows(server, changed, "SELECT name, (SELECT count(*) FROM customers) FROM environment") == [
        ("staging", 3)
    ]
