"""Nobody of production is left in staging, and staging still works."""

from pathlib import Path

import pytest

from selftest.data import kinds, shop
from selftest.data.anonymised import Command
from selftest.data.everything import everything, holds, schema_of
from selftest.support.postgres import Postgres

JOINED = "SELECT c.name, o.guest, o.wanted - c.born FROM customers c JOIN orders o ON o.customer_id = c.id"


@pytest.fixture(scope="module")
def production(server: Postgres) -> str:
    return shop.make(server, "shop_source", customers=60)


@pytest.fixture(scope="module")
def staging(server: Postgres) -> str:
    return shop.make(server, "shop_target", customers=3)


def test_nobody_of_20_kinds_of_places_is_left(server: Postgres, filled: str, command: Command) -> None:
    kinds.make_filled(server, "masked")  # staging was a plain copy until today
    for _ in range(2):  # labels and sequences have their new names the second time
        said = command.run(filled, "masked")
        assert said.code == 0, said
    text = everything(server, "masked")
    assert not [planted for planted in kinds.PLANTED for words in planted.words if holds(text, words)]
    assert shop.rows(server, "masked", "SELECT count(*) FROM bookings JOIN members ON email = member_email") == [(3,)]
    assert shop.rows(server, "masked", "SELECT count(*), count(folded) FROM people") == [(41, 41)]


def test_a_person_is_the_same_in_every_table_and_run(
    server: Postgres, production: str, staging: str, command: Command, tmp_path: Path
) -> None:
    policy = shop.policy(tmp_path)
    runs = []
    for _ in range(2):
        assert command.run(production, staging, policy=policy).code == 0
        runs.append(shop.rows(server, staging, "SELECT * FROM customers ORDER BY id"))
        joined = shop.rows(server, staging, JOINED)
        assert len(joined) == 60
        assert {(name == guest, days) for name, guest, days in joined} == {(True, 31)}
    assert runs[0] == runs[1]


def test_the_test_user_is_left_whole_and_nobody_else_signs_in(
    server: Postgres, production: str, staging: str, command: Command, tmp_path: Path
) -> None:
    command.run(production, staging, policy=shop.policy(tmp_path))
    query = "SELECT email, name, born::text, password_hash FROM customers"
    before, after = (set(shop.rows(server, database, query)) for database in (production, staging))
    assert before & after == {("test@example.com", "Test User", "2000-01-01", "$2b$12$test")}
    assert not {row[3] for row in before - after} & {row[3] for row in after - before}


def test_forms_stay_valid(server: Postgres, production: str, staging: str, command: Command, tmp_path: Path) -> None:
    command.run(production, staging, policy=shop.policy(tmp_path))
    checks = (
        "count(*)",
        "count(DISTINCT lower(email))",
        r"count(*) FILTER (WHERE email ~ '^[a-z0-9.]+@guest\.invalid$')",
        r"count(DISTINCT phone) FILTER (WHERE phone ~ '^\+999')",
        r"count(*) FILTER (WHERE password_hash ~ '^\$2b\$12\$.{53}$')",
        "count(*) FILTER (WHERE born BETWEEN '1989-11-01' AND '1990-12-01')",
    )
    query = f"SELECT {', '.join(checks)} FROM customers"
    assert shop.rows(server, staging, query) == [(61, 61, 60, 60, 60, 60)]


def test_staging_is_as_its_migrations_made_it(
    server: Postgres, production: str, staging: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servio_verify.data.anonymise.writing.target.MANY_ROWS", 0)  # indexes are set aside
    before = schema_of(server, staging)
    assert command.run(production, staging, policy=shop.policy(tmp_path)).code == 0
    assert schema_of(server, staging) == before
    kept = "SELECT count(*) FILTER (WHERE note LIKE E'tab\\t and \\\\\\\\ and\\nline') FROM orders"
    assert shop.rows(server, staging, kept) == [(60,)]
    assert shop.rows(server, staging, "SELECT nextval('orders_id_seq'), nextval('customers_id_seq')") == [(61, 62)]
    views = shop.rows(server, staging, "SELECT guest FROM guests")
    assert views == shop.rows(server, staging, "SELECT DISTINCT guest FROM orders")


def test_statistics_of_an_emptied_table_are_told_of(
    server: Postgres, production: str, staging: str, command: Command, tmp_path: Path
) -> None:
    policy = shop.policy(tmp_path, ("[tables.orders]", '[tables.orders]\nrows = "empty"'))
    said = command.run(production, staging, policy=policy)
    assert said.code == 0
    assert said.err.startswith(
        "public.orders is empty now, and statistics of its old rows are left; a superuser: DELETE"
    )
    server.run("ALTER ROLE servio SUPERUSER")
    said = command.run(production, staging, policy=policy)
    server.run("ALTER ROLE servio NOSUPERUSER")
    assert (said.code, said.err) == (0, "")
    assert shop.rows(server, staging, "SELECT count(*) FROM pg_stats WHERE tablename = 'orders'") == [(0,)]


def test_a_dry_run_writes_nothing(
    server: Postgres, production: str, staging: str, command: Command, tmp_path: Path
) -> None:
    before = everything(server, staging)
    said = command.run(production, staging, "--dry-run", policy=shop.policy(tmp_path))
    assert (said.code, said.out) == (0, "nothing written: policy, source and target fit\n")
    assert without_keys(everything(server, staging)) == without_keys(before)


def without_keys(text: str) -> list[str]:
    return [line for line in text.splitlines() if "restrict " not in line]
