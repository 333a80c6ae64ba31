"""PostgreSQL's facts on a real server: healthy all is as expected, each planted drift turns its own facts red."""

from collections.abc import Iterator

import pytest

from selftest.infra.held import HEALTHY, LONGEST, environment, facts_of, held
from selftest.support.postgres import ALSO_PLAIN, PASSWORD, Postgres, standby
from selftest.support.processes import ROOT, free_port
from servio_verify.infra.database.source import TOLD
from servio_verify.infra.expected.file import read_facts_file
from servio_verify.infra.facts import Unread
from servio_verify.run.polling import wait_until

DRIFTS = {
    "an index that was never built to its end": (
        (
            "INSERT INTO venues (name) VALUES ('One')",
            "?CREATE UNIQUE INDEX CONCURRENTLY venues_by_name ON venues (name)",
        ),
        {"invalid_indexes": "venues_by_name"},
    ),
    "another time zone": (
        ("ALTER DATABASE {it} SET timezone = 'America/New_York'",),
        {"timezone": "'America/New_York'"},
    ),
    "a missing extension": (
        ("ALTER TABLE venues ALTER name TYPE text", "DROP EXTENSION citext"),
        {"extensions": "plpgsql"},
    ),
    "an extension that was not brought up to date": (
        ("ALTER TABLE venues ALTER name TYPE text", "DROP EXTENSION citext", "CREATE EXTENSION citext VERSION '1.4'"),
        {"extensions_outdated": "citext"},
    ),
    "a failed migration": (
        ("INSERT INTO _prisma_migrations VALUES ('3', '20261103_menus', NULL, NULL)",),
        {"migrations_failed": "20261103_menus"},
    ),
    "another head": (
        ("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = '2'",),
        {"migrations_head": "'20261101_venues'"},
    ),
    "no migrations": (
        ("DROP TABLE _prisma_migrations",),
        {
            "migrations_tool": "not set",
            "migrations_head": "not set",
            "tables": "orders, venues",
            "tables_without_row_security": "nothing",
        },
    ),
    "read only": (("ALTER DATABASE {it} SET default_transaction_read_only = on",), {"read_only": "yes"}),
    "a constraint that was not validated": (
        ("ALTER TABLE orders ADD CONSTRAINT total_is_positive CHECK (total > 0) NOT VALID",),
        {"constraints_not_valid": "orders.total_is_positive"},
    ),
    "a table without a primary key": (
        ("ALTER TABLE orders DROP CONSTRAINT orders_pkey",),
        {"tables_without_primary_key": "orders"},
    ),
    "row security without a policy": (("DROP POLICY everybody ON orders",), {"tables_without_policy": "orders"}),
    "row security alone on the table of migrations": (
        ("ALTER TABLE _prisma_migrations ENABLE ROW LEVEL SECURITY",),
        {"tables_without_row_security": "nothing", "migrations_head": "not set"},  # Servio's user does not own it
    ),
    "a join table of Prisma, and one that may hold nothing": (
        (
            'CREATE TABLE "_MenuToItem" ("A" int NOT NULL, "B" int NOT NULL)',
            'CREATE UNIQUE INDEX ON "_MenuToItem" ("A", "B")',
            "CREATE TABLE loose (a int UNIQUE)",
        ),
        {
            "tables": "_MenuToItem, _prisma_migrations, loose",
            "tables_without_primary_key": "is loose",
            "tables_without_row_security": "_MenuToItem, _prisma_migrations, loose",
        },
    ),
    "a partition of each day": (
        (
            "CREATE TABLE visits (day date PRIMARY KEY) PARTITION BY RANGE (day)",
            "CREATE TABLE visits_2026_11_30 PARTITION OF visits DEFAULT",
            "ALTER TABLE visits ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE visits_2026_11_30 ENABLE ROW LEVEL SECURITY",
        ),
        {"tables": "venues, visits, must", "tables_without_policy": "is visits, must"},
    ),
    "a table without row security": (
        ("ALTER TABLE orders DISABLE ROW LEVEL SECURITY",),
        {"tables_without_row_security": "_prisma_migrations, orders"},
    ),
    "a table that somebody made by hand": (
        ("CREATE TABLE orders_backup (id int PRIMARY KEY)", "ALTER TABLE orders_backup ENABLE ROW LEVEL SECURITY"),
        {"tables": "orders_backup", "tables_without_policy": "orders_backup"},
    ),
    "a table that is empty after a crash": (("ALTER TABLE orders SET UNLOGGED",), {"tables_unlogged": "orders"}),
    "a table that is not cleaned": (
        ("ALTER TABLE orders SET (autovacuum_enabled = off)",),
        {"tables_autovacuum_off": "orders"},
    ),
    "a sequence behind its table, as a restore leaves it": (
        ("INSERT INTO venues (id, name) VALUES (50, 'Restored')",),
        {"sequences_behind": "venues_id_seq"},
    ),
    "a sequence that is nearly used up": (
        ("SELECT setval('venues_id_seq', 2000000000)",),
        {"sequences_used_up": "venues_id_seq"},
    ),
    "a sequence whose column is smaller": (
        ("ALTER SEQUENCE venues_id_seq AS bigint", "SELECT setval('venues_id_seq', 2147483600)"),
        {"sequences_used_up": "venues_id_seq"},
    ),
    "a time-out for statements": (
        ("ALTER DATABASE {it} SET statement_timeout = '2s'",),
        {"statement_timeout_ms": "2000"},
    ),
    "a time-out for locks": (("ALTER DATABASE {it} SET lock_timeout = '1s'",), {"lock_timeout_ms": "1000"}),
    "a parameter of its own": (
        ("ALTER DATABASE {it} SET work_mem = '64MB'", "ALTER DATABASE {it} SET jit = off"),
        {"parameters": "has jit=off, work_mem=64 MB more than agreed"},
    ),
    "a collation that indexes were not built with": (
        ("UPDATE pg_collation SET collversion = '1' WHERE collname = 'de-x-icu'",),
        {"collation_mismatches": "de-x-icu"},
    ),
    "durability given up": (
        ("ALTER DATABASE {it} SET synchronous_commit = off",),
        {"parameters": "has synchronous_commit=off more than agreed"},
    ),
}


@pytest.fixture
def copy(database_server: Postgres, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own, like the healthy one."""
    name = f"copy_{abs(hash(request.node.name)) % 10**9}"
    database_server.fresh(name, "TEMPLATE servio OWNER servio")
    yield name
    database_server.run(f"DROP DATABASE {name} WITH (FORCE)")


def at(server: Postgres, database: str = "servio", **options: str) -> dict[str, str]:
    return {"DATABASE_URL": server.url(database, **options)}


def test_a_healthy_server_is_as_expected_ten_times(database_server: Postgres) -> None:
    for _ in range(10):
        found = held("database", environment(secrets=at(database_server)))
        assert found.lines == []
        assert len(found.green) == len(list(HEALTHY.of("database")))


def test_every_fact_is_read(database_server: Postgres) -> None:
    facts = facts_of("database", environment(secrets=at(database_server))).known
    assert {name.partition(".")[2] for name in facts} == set(TOLD)
    assert not [str(fact) for fact in facts.values() if isinstance(fact.value, Unread)]


def test_a_healthy_server_is_what_staging_must_be(database_server: Postgres) -> None:
    lines = held("database", environment(secrets=at(database_server)), read_facts_file(ROOT, "staging")).lines
    assert lines == ["database.name is 'servio', must be 'servio_staging' (staging.facts.toml; asked: PostgreSQL)"]


@pytest.mark.parametrize("drift", DRIFTS)
def test_a_drift_turns_its_own_facts_red(database_server: Postgres, copy: str, drift: str) -> None:
    statements, expected = DRIFTS[drift]
    for statement in statements:
        database_server.run(statement.lstrip("?").format(it=copy), database=copy, may_fail=statement.startswith("?"))
    found = held("database", environment(secrets=at(database_server, copy)))
    assert set(found.red) == set(expected), found.lines
    assert not found.doubts
    for fact, value in expected.items():
        rule = HEALTHY.expected[f"database.{fact}"]
        assert found.red[fact].startswith(f"database.{fact} "), found.red[fact]
        assert value in found.red[fact]
        if rule.equals is not None and "more than agreed" not in value:
            assert str(rule.complaint(None)) in found.red[fact]


@pytest.mark.parametrize(
    ("options", "rules", "red"),
    [
        ({"query": ""}, "", {"sslmode"}),
        ({"query": "sslmode=verify-full&sslrootcert={authority}"}, "", {"sslmode"}),
        ({}, ALSO_PLAIN, {"plain_text_refused"}),
        ({"query": "sslmode=disable"}, ALSO_PLAIN, {"tls", "tls_version", "sslmode", "plain_text_refused"}),
        ({"user": "root_servio"}, "", {"is_superuser", "bypasses_row_security"}),
        ({"user": "passing_servio"}, "", {"bypasses_row_security"}),
        ({"query": "sslmode=require&schema=public&pgbouncer=true&connection_limit=5"}, "", set()),
    ],
    ids=["no sslmode", "another sslmode", "plain allowed", "plain spoken", "superuser", "bypasses", "Prisma's own"],
)
def test_how_it_is_spoken_to_is_a_fact(
    database_server: Postgres, options: dict[str, str], rules: str, red: set[str]
) -> None:
    told = {key: value.format(authority=database_server.folder / "authority.pem") for key, value in options.items()}
    with database_server.admitting(rules or database_server.rules):
        found = held("database", environment(secrets=at(database_server, **told)))
    assert set(found.red) == red, found.lines
    assert not found.doubts


def test_a_long_list_is_told_by_its_difference(database_server: Postgres, copy: str) -> None:
    for number in range(30):
        database_server.run(f"CREATE TABLE left_over_{number} ()", database=copy)
    line = held("database", environment(secrets=at(database_server, copy))).red["tables"]
    assert line.startswith("database.tables has left_over_0, left_over_1, ")


def test_another_encoding_is_seen(database_server: Postgres) -> None:
    name = "latin"
    database_server.fresh(name, "ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    assert {"encoding", "collation"} <= set(held("database", environment(secrets=at(database_server, name))).red)


def test_an_idle_replication_slot_is_seen(database_server: Postgres) -> None:
    database_server.run("SELECT pg_create_physical_replication_slot('forgotten', true)")
    try:
        assert set(held("database", environment(secrets=at(database_server))).red) == {"idle_replication_slots"}
    finally:
        database_server.run("SELECT pg_drop_replication_slot('forgotten')")


def test_a_replica_and_its_lag_are_seen(database_server: Postgres) -> None:
    with standby(database_server) as replica:
        assert wait_until(lambda: database_server.query("SELECT count(*) FROM pg_stat_replication") == 1, 10, every=0.1)
        found = held("database", environment(secrets=at(database_server)))
        assert set(found.red) == {"replicas", "replication_lag_seconds"}, found.lines
        assert "is 1, must be 0" in found.red["replicas"]
        found = held("database", environment(secrets=at(replica)))
        assert {"in_recovery", "read_only"} <= set(found.red)
        database_server.run("CREATE TABLE replayed ()")
        assert wait_until(lambda: replica.query("SELECT pg_last_xact_replay_timestamp() IS NOT NULL"), 10, every=0.1)
        replica.run("SELECT pg_wal_replay_pause()")
        database_server.run("CREATE TABLE not_replayed ()")
        assert wait_until(lambda: lag_of(replica) > 0.5, 10, every=0.2)


def lag_of(server: Postgres) -> float:
    value = facts_of("database", environment(secrets=at(server))).known["database.replication_lag_seconds"].value
    assert isinstance(value, int | float), str(value)
    return value


def test_a_missing_permission_costs_its_own_fact_only(database_server: Postgres, copy: str) -> None:
    database_server.run("REVOKE SELECT ON _prisma_migrations FROM plain_servio", database=copy)
    found = held("database", environment(secrets=at(database_server, copy, user="plain_servio")))
    assert not found.red
    assert set(found.doubts) == {"oldest_transaction_seconds", "migrations_head", "migrations_failed"}
    assert "lacks the role pg_read_all_stats" in found.doubts["oldest_transaction_seconds"]
    assert "permission denied for table _prisma_migrations" in found.doubts["migrations_head"]


def test_a_locked_table_costs_its_own_fact_only(database_server: Postgres, copy: str) -> None:
    with database_server.connection(copy) as other, other.transaction():
        other.execute("LOCK TABLE venues IN ACCESS EXCLUSIVE MODE")
        found = held("database", environment(secrets=at(database_server, copy)))
    assert not found.red
    assert set(found.doubts) == {"sequences_behind"}
    assert "locked" in found.doubts["sequences_behind"]


def test_nothing_is_written_and_no_session_stays(database_server: Postgres, copy: str) -> None:
    held("database", environment(secrets=at(database_server, copy)))
    told = "SELECT sum(tup_inserted + tup_updated + tup_deleted) + sum(numbackends) FROM pg_stat_database"
    assert database_server.query(f"{told} WHERE datname = '{copy}'") == 0


REFUSALS = {
    "password": ("postgresql://servio:wrong-canary@127.0.0.1:{port}/servio?sslmode=require", "password authentication"),
    "database": ("postgresql://servio:{password}@127.0.0.1:{port}/nothing?sslmode=require", "does not exist"),
    "not trusted": ("postgresql://servio:{password}@127.0.0.1:{port}/servio?sslmode=verify-full", "root certificate"),
    "no scheme": ("servio-canary", "has no scheme before its host: it must begin with postgresql://"),
    "another product": ("mysql://servio:{password}@127.0.0.1:{port}/servio", "begins with mysql:"),
    "a hash in the password": ("postgresql://servio:wrong#canary@127.0.0.1:{port}/servio", "percent-encode"),
    "a slash in the password": ("postgresql://servio:1/canary@127.0.0.1:{port}/servio", "percent-encode"),
    "the password said back": (
        "postgresql://servio:{password}@127.0.0.1:{port}/{password}?sslmode=require",
        '"…"',
    ),
    "nothing in it": ("postgresql:///servio", "names no host"),
}


def test_plain_text_against_tls_is_named(database_server: Postgres) -> None:
    found = held("database", environment(secrets=at(database_server, query="sslmode=disable")))
    assert set(found.red) == {"tls", "sslmode"}
    assert {line.partition("\n")[0] for line in found.doubts.values()} == {
        "PostgreSQL: DATABASE_URL: the server wants TLS: put sslmode=require into it"
    }


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_is_a_doubt_in_one_line(database_server: Postgres, case: str) -> None:
    url, words = REFUSALS[case]
    url = url.format(port=database_server.port, password=PASSWORD)
    found = held("database", environment(secrets={"DATABASE_URL": url}))
    assert (found.green, found.red, found.skipped) == (set(), {}, {})
    assert all(words in line for line in found.lines), found.lines[0]
    assert max(map(len, found.lines)) <= LONGEST
    assert not [line for line in found.lines if "canary" in line]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "no DATABASE_URL: set it in .env.staging"),
        ("postgresql://servio:canary@nowhere.invalid/servio", "nowhere.invalid:5432 is not known here"),
        ("postgresql://servio:canary@127.0.0.1:{free}/servio", "refuses connections; if it is private, a tunnel"),
    ],
)
def test_what_cannot_be_reached_is_not_covered(url: str, words: str) -> None:
    told = {"DATABASE_URL": url.format(free=free_port())} if url else {}
    found = held("database", environment(secrets=told))
    assert (found.green, found.red, found.doubts) == (set(), {}, {})
    assert all(words in line and len(line) <= LONGEST and "canary" not in line for line in found.lines)
