"""`servio-verify data anonymise` against `pg_dump | psql` of a million orders, and against pganonymize 0.13.

pganonymize comes from the network, into a folder of its own. There both replace first name and e-mail address of the
same customers; ours copies the whole row.
"""

import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.cost import CannotMeasureError, Cost
from benchmarks.database import KEY, ROWS, SCHEMA, copy, cost_with, fill, server, url
from benchmarks.pairs import Asked, Ratio, between, in_turn
from selftest.support.postgres import Postgres

KEPT = '{keep = "not about a person"}'
PERSONAL = {name: name for name in ("email", "first_name", "last_name", "phone", "street", "city", "postcode")}
PERSONAL["born"] = "date"
TABLES = {
    "customers": ("id", *PERSONAL, "created_at"),
    "orders": ("id", "customer_id", "status", "pence", "currency", "created_at", "updated_at"),
    "lines": ("id", "order_id", "position", "name", "quantity", "pence"),
}
TWO = ("first_name", "email")
PACKAGES = ("pganonymize==0.13.0", "psycopg2-binary", "setuptools<81")
THEIRS = """
tables:
  - customers:
      fields:
        - first_name: {provider: {name: fake.first_name}}
        - email: {provider: {name: md5}}
"""
"""`fake.email` fails on a UNIQUE column, after a minute."""


def measure(asked: Asked) -> Iterator[Ratio]:
    """Each needs minutes, so at most three times."""
    few = asked.at_most(3)
    with server() as postgres:
        fill(postgres, "production", asked.size(1_000_000, 5_000))
        fill(postgres, "staging")
        policy = write_policy(asked.folder / "policy.toml", PERSONAL, TABLES)
        works = {
            "anonymise": lambda: _anonymised(asked, postgres, "production", "staging", policy),
            "a plain copy": lambda: copy(postgres, "production", asked.environ()),
        }
        yield from between(in_turn(few, works), *works)
        yield from between(_beside_pganonymize(few, postgres), "anonymise two columns", "pganonymize")


def _beside_pganonymize(asked: Asked, postgres: Postgres) -> list[Mapping[str, Cost]]:
    people, rows = SCHEMA.partition("CREATE TABLE orders")[0], ROWS.partition("INSERT INTO orders")[0]
    for database in ("people", "masked", "theirs"):
        fill(postgres, database, 0 if database == "masked" else 20 * asked.size(200_000, 1_000), people, rows)
    policy = write_policy(
        asked.folder / "two.toml", {name: PERSONAL[name] for name in TWO}, {"customers": TABLES["customers"]}
    )
    venv.create(asked.folder / "venv", with_pip=True)
    scripts, schema = asked.folder / "venv/bin", asked.folder / "schema.yml"
    if subprocess.run([str(scripts / "pip"), "install", "-q", *PACKAGES], check=False).returncode:
        raise CannotMeasureError("pganonymize could not be installed")
    schema.write_text(THEIRS, encoding="utf-8")
    where = ("--host", str(postgres.folder), "--port", str(postgres.port), "--user", "postgres", "--password", "")
    command = [str(scripts / "pganonymize"), "--schema", str(schema), "--dbname", "theirs", *where]
    works = {
        "anonymise two columns": lambda: _anonymised(asked, postgres, "people", "masked", policy),
        "pganonymize": lambda: cost_with(postgres, command, asked.environ()),
    }
    return [*in_turn(asked, works)]


def write_policy(path: Path, replaced: Mapping[str, str], tables: Mapping[str, tuple[str, ...]]) -> Path:
    """Write a policy that replaces these columns of the customers."""
    lines = []
    for table, columns in tables.items():
        lines += [f"[tables.{table}]", 'person = "id"' if table == "customers" else "", f"[tables.{table}.columns]"]
        for column in columns:
            kind = replaced.get(column) if table == "customers" else None
            lines.append(f'{column} = {{replace = "{kind}"}}' if kind else f"{column} = {KEPT}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _anonymised(asked: Asked, postgres: Postgres, source: str, to: str, policy: Path) -> Cost:
    command = [sys.executable, "-m", "servio_verify.cli", "data", "anonymise", "--policy", str(policy)]
    command += ["--from", url(postgres, source), "--to", url(postgres, to)]
    return cost_with(postgres, command, asked.environ(SERVIO_PSEUDONYM_KEY=KEY))
