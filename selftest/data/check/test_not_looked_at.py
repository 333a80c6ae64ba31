"""What cannot be looked at is never GO; rows that refer to nothing are NO-GO."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from selftest.data import kinds
from selftest.data.check.checked import Check
from selftest.support.postgres import Postgres
from servio_verify.data.check.reading import session

SCHEMA = """
CREATE TABLE venues (id serial PRIMARY KEY, name text);
CREATE TABLE orders (id serial PRIMARY KEY, venue_id int NOT NULL REFERENCES venues, notes text);
CREATE TABLE secrets (id serial PRIMARY KEY, word text);
INSERT INTO venues (name) SELECT 'Venue ' || n FROM generate_series(1, 50) n;
INSERT INTO orders (venue_id, notes) SELECT 1 + n % 50, 'no nuts ' || n FROM generate_series(1, 3000) n;
INSERT INTO secrets (word) VALUES ('salt');
ANALYZE;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader
"""


@pytest.fixture(scope="module")
def template(server: Postgres) -> str:
    """The name of a database without anybody in it."""
    server.role("reader")
    server.fresh("plain")
    with psycopg.connect(server.url("plain"), autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
    return "plain"


@pytest.fixture
def plain(server: Postgres, template: str) -> Iterator[str]:
    """A copy of it."""
    server.fresh("plain_copy", f"TEMPLATE {template} OWNER servio")
    yield "plain_copy"
    server.run("DROP DATABASE plain_copy WITH (FORCE)")


def test_a_database_without_anybody_is_go(check: Check, plain: str) -> None:
    said = check.run(plain)
    assert said.code == 0, said.out
    assert said.out.startswith("GO: no personal data in ")
    assert said.document["rows"] == {"orders": 3000, "secrets": 1, "venues": 50}


@pytest.mark.parametrize(
    ("statement", "place", "why"),
    [
        ("REVOKE SELECT ON secrets FROM reader", "secrets.word", "this user may not read it"),
        (
            "REVOKE SELECT ON secrets FROM reader; GRANT SELECT (id) ON secrets TO reader",
            "secrets.word",
            "may not read",
        ),
        ("ALTER TABLE secrets ENABLE ROW LEVEL SECURITY", "secrets.word", "row security hides rows from this user"),
        ("SELECT lo_from_bytea(0, 'x')", "large objects", "this user may not read it"),
    ],
)
def test_what_may_not_be_read_is_not_go(
    check: Check, server: Postgres, plain: str, statement: str, place: str, why: str
) -> None:
    server.run(statement, database=plain)
    said = check.run(plain, user="reader")
    assert said.code == 10, said.out
    assert place in said.ended("not looked at")
    line = next(line for line in said.out.splitlines() if line.strip().startswith(place))
    assert "not looked at" in line
    assert why in line
    assert said.out.startswith("INCONCLUSIVE: ")


def test_a_lock_costs_its_own_place_only(
    check: Check, server: Postgres, plain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "BEGIN", session.BEGIN.replace("lock_timeout = 5000", "lock_timeout = 50"))
    server.run("CREATE TABLE fresh (word text)", "GRANT SELECT ON fresh TO servio", database=plain)
    with server.connection(plain) as other, other.transaction():
        other.execute("LOCK TABLE secrets, fresh IN ACCESS EXCLUSIVE MODE")
        said = check.run(plain)
    assert said.code == 10
    columns = {it["place"] for it in said.document["places"] if it["outcome"] == "not looked at" and "." in it["place"]}
    assert columns == {"secrets.id", "secrets.word", "fresh.word"}, said.out
    assert "somebody holds a lock on it" in said.out


def test_a_document_that_is_not_unpacked_is_not_go(check: Check, server: Postgres, plain: str) -> None:
    with psycopg.connect(server.url(plain), autocommit=True) as connection:
        connection.execute("CREATE TABLE bills AS SELECT '%PDF-1.4 of somebody'::bytea AS paper, '' AS mail")
        connection.execute("UPDATE bills SET mail = encode(paper, 'base64')")
        connection.execute("SELECT lo_from_bytea(0, paper) FROM bills")
    said = check.run(plain)
    assert said.code == 10, said.out
    assert {"bills.paper", "bills.mail", "large objects"} <= said.ended("not looked at")
    assert "PDF, ZIP, Office files or archives among its values are not unpacked" in said.out


def test_time_that_is_over_is_not_go(check: Check, plain: str) -> None:
    said = check.run(plain, "--seconds", "0.0001")
    assert said.code == 10
    assert "the time of 0.0001 s was over" in f"{said.out}{said.err}"


def test_a_sample_is_not_go(check: Check, plain: str) -> None:
    said = check.run(plain, "--sample", "100")
    assert said.code == 10
    assert said.ended("not looked at") == {"orders.notes"}
    assert "sampled: 100 of about 3,000 rows" in said.out


def test_rows_without_their_parent_are_no_go(check: Check, server: Postgres, plain: str) -> None:
    server.run("SET session_replication_role = replica; DELETE FROM venues WHERE id = 7", database=plain)
    server.run(
        "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE TABLE coupons (code ext.citext PRIMARY KEY);"
        " INSERT INTO coupons VALUES ('TEN'); CREATE TABLE uses (code ext.citext REFERENCES coupons);"
        " INSERT INTO uses VALUES ('ten'); GRANT SELECT ON coupons, uses TO servio",
        database=plain,
    )
    said = check.run(plain)
    assert said.code == 1
    assert "refer to rows of coupons" not in said.out, "letters of either case are the same in a key of this type"
    assert "60 rows of orders refer to rows of venues that are not there (orders_venue_id_fkey)" in said.out


def test_a_sequence_behind_its_table_is_no_go(check: Check, server: Postgres, plain: str) -> None:
    server.run("SELECT setval('orders_id_seq', 10)", database=plain)
    said = check.run(plain)
    assert said.code == 1
    assert "the sequence orders_id_seq would give numbers again" in said.out


def test_a_constraint_that_was_not_validated_is_no_go(check: Check, server: Postgres, plain: str) -> None:
    server.run("ALTER TABLE orders ADD CONSTRAINT numbered CHECK (id > 0) NOT VALID", database=plain)
    assert "orders.numbered was never held against the rows" in check.run(plain).out


def test_nothing_is_written(check: Check, server: Postgres, plain: str) -> None:
    server.run("ALTER DATABASE plain_copy SET default_transaction_read_only = on")
    assert check.run(plain).code == 0


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (("--seconds", "0"), "--seconds is 0: it must be more than 0"),
        (("--seconds", "nan"), "--seconds is nan: it must be more than 0"),
        (("--policy", "none.toml"), "no none.toml"),
        (("--canaries", "none.canaries"), "none.canaries: No such file"),
        (("--canaries", "other.canaries"), "is no file of canaries"),
    ],
)
def test_a_mistake_is_one_line(check: Check, plain: str, more: tuple[str, ...], line: str) -> None:
    Path("other.canaries").write_text("{}", encoding="utf-8")
    said = check.run(plain, *more)
    assert said.code == 4
    assert line in said.err
    assert len(said.err.splitlines()) == 1


def test_a_server_that_does_not_answer_is_inconclusive(check: Check) -> None:
    from servio_verify.cli.main import main

    assert main(["data", "check", "--url", "postgresql://servio:secret@127.0.0.1:1/servio"]) == 10
    err = check.capture.readouterr().err
    assert "refuses connections" in err
    assert "secret" not in err


def test_canaries_of_another_key_are_refused(check: Check, production: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = check.canaries(production, kinds.POLICY)
    assert "gasthaus" not in file.read_text(encoding="utf-8")
    monkeypatch.setenv("SERVIO_CANARY_KEY", "another key that is long enough for this")
    said = check.run(production, "--canaries", str(file))
    assert said.code == 4
    assert "was made with the key" in said.err
