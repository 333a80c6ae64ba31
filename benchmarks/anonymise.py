"""How long anonymising takes beside a plain copy, and a row beside pganonymize 0.13, in one run on one server.

    python -m benchmarks.anonymise [--rows 1000000] [--rounds 2] [--pganonymize]

`--rows` orders, as many lines, and a customer with 8 personal columns for each 20 orders. `pg_dump | psql` and
`servio-verify data anonymise` copy the same database in turn. `--pganonymize` needs the network: pip installs it into
a folder of its own; both replace first name and e-mail address of the same customers.
"""

import argparse
import itertools
import os
import resource
import subprocess
import sys
import time
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

from selftest.support import postgres
from selftest.support.postgres import Postgres, program

KEY = "0123456789abcdef0123456789abcdef"
SCHEMA = """
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(254) NOT NULL UNIQUE,
    first_name varchar(80) NOT NULL, last_name varchar(80) NOT NULL, phone varchar(30), street varchar(200),
    city varchar(100), postcode varchar(12), born date, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE orders (id uuid PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers,
    status varchar(20) NOT NULL, pence integer NOT NULL, currency char(3) NOT NULL, created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL);
CREATE INDEX ON orders (created_at);
CREATE INDEX ON orders (customer_id);
CREATE TABLE lines (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id uuid NOT NULL REFERENCES orders,
    position integer NOT NULL, name varchar(120) NOT NULL, quantity integer NOT NULL, pence integer NOT NULL);
CREATE INDEX ON lines (order_id)
"""
ROWS = """
INSERT INTO customers (email, first_name, last_name, phone, street, city, postcode, born)
SELECT 'guest' || n || '@example.com', 'First' || n % 900, 'Last' || n % 7000, '+44 20 7946 ' || lpad(n::text, 6, '0'),
    n % 300 || ' High Street ' || n % 2000, 'Town ' || n % 800, 'AB' || n % 90 || ' ' || n % 10 || 'CD',
    date '1950-01-01' + n % 20000 FROM generate_series(1, {customers}) n;
INSERT INTO orders SELECT gen_random_uuid(), 1 + n % {customers}, 'completed', n % 9000, 'GBP',
    now() - n * interval '1 second', now() FROM generate_series(1, {rows}) n;
INSERT INTO lines (order_id, position, name, quantity, pence)
SELECT id, 1, 'Dish of the day', 2, 1250 FROM orders;
ANALYZE
"""
KEPT = '{keep = "not about a person"}'
PERSONAL = {
    "email": "email",
    "first_name": "first_name",
    "last_name": "last_name",
    "phone": "phone",
    "street": "street",
    "city": "city",
    "postcode": "postcode",
    "born": "date",
}
TABLES = {
    "customers": ("id", *PERSONAL, "created_at"),
    "orders": ("id", "customer_id", "status", "pence", "currency", "created_at", "updated_at"),
    "lines": ("id", "order_id", "position", "name", "quantity", "pence"),
}
TWO = ("first_name", "email")


def main() -> int:
    """Fill a database, time both, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2, help="of the copy; with 0, only pganonymize is compared")
    parser.add_argument("--pganonymize", action="store_true")
    parser.add_argument("--customers", type=int, default=200_000, help="that both replace; default: %(default)s")
    options = parser.parse_args()
    customers = max(1, options.rows // 20)
    postgres.SETTINGS = ("shared_buffers=256MB", "max_wal_size=4GB", *postgres.SETTINGS[1:])
    with postgres.postgres() as server, TemporaryDirectory(prefix="anonymise-") as place:
        server.run("CREATE ROLE servio LOGIN PASSWORD 'none' SUPERUSER")
        if options.rounds:
            fill(server, "production", ROWS.format(rows=options.rows, customers=customers))
            policy = write_policy(Path(place, "policy.toml"), PERSONAL, TABLES)
            compare(server, policy, options.rounds)
        if options.pganonymize:
            against_pganonymize(server, Path(place), options.customers)
    return 0


def fill(server: Postgres, database: str, rows: str) -> None:
    """Make a database with the schema and these rows."""
    server.run(f"CREATE DATABASE {database} OWNER servio")
    with server.connection(database) as connection:
        connection.execute(SCHEMA.encode())
        if rows:
            connection.execute(rows.encode())


def write_policy(path: Path, replaced: dict[str, str], tables: dict[str, tuple[str, ...]]) -> Path:
    """Write a policy that replaces these columns of the customers."""
    lines = []
    for table, columns in tables.items():
        lines += [f"[tables.{table}]", 'person = "id"' if table == "customers" else "", f"[tables.{table}.columns]"]
        for column in columns:
            kind = replaced.get(column) if table == "customers" else None
            lines.append(f'{column} = {{replace = "{kind}"}}' if kind else f"{column} = {KEPT}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def compare(server: Postgres, policy: Path, rounds: int) -> None:
    """Print how long both take, in turn."""
    plain, ours = [], []
    fill(server, "staging", "")
    for number in range(rounds):
        server.run(f"CREATE DATABASE copy{number}")
        plain.append(copied(server, "production", f"copy{number}"))
        server.run(f"DROP DATABASE copy{number}")
        ours.append(anonymised(server, "production", "staging", policy))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    each = f"copy {', '.join(f'{one:.1f}' for one in plain)} s; anonymised {', '.join(f'{one:.1f}' for one in ours)} s"
    print(f"{each}; ratio {min(ours) / min(plain):.2f}; largest process {memory:.0f} MiB")


def copied(server: Postgres, source: str, to: str) -> float:
    """Return the seconds of a plain copy."""
    started = time.perf_counter()
    dump = subprocess.Popen((program("pg_dump"), "-d", server.admin(source)), stdout=subprocess.PIPE)
    load = (program("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", server.admin(to), "-o", os.devnull)
    subprocess.run(load, stdin=dump.stdout, check=True)
    if dump.wait():
        raise SystemExit("pg_dump failed")
    return time.perf_counter() - started


def anonymised(server: Postgres, source: str, to: str, policy: Path) -> float:
    """Return the seconds that ours takes."""
    urls = [server.url(name, password="none", query="sslmode=prefer") for name in (source, to)]  # noqa: S106
    command = (sys.executable, "-m", "servio_verify.cli", "data", "anonymise", "--from", urls[0], "--to", urls[1])
    started = time.perf_counter()
    done = subprocess.run(
        (*command, "--policy", str(policy)), env={**os.environ, "SERVIO_PSEUDONYM_KEY": KEY}, check=False
    )
    if done.returncode:
        raise SystemExit(f"anonymise ended with {done.returncode}")
    return time.perf_counter() - started


def against_pganonymize(server: Postgres, place: Path, customers: int) -> None:
    """Print how long a row takes, with the two columns that both replace."""
    only = {"customers": TABLES["customers"]}
    for database in ("people", "masked", "theirs"):
        server.run(f"CREATE DATABASE {database} OWNER servio")
        with server.connection(database) as connection:
            connection.execute(SCHEMA.partition("CREATE TABLE orders")[0].encode())
            if database != "masked":
                connection.execute(ROWS.partition("INSERT INTO orders")[0].format(customers=customers).encode())
    policy = write_policy(place / "two.toml", {name: PERSONAL[name] for name in TWO}, only)
    venv.create(place / "venv", with_pip=True)
    pip = (str(place / "venv/bin/pip"), "install", "-q", "pganonymize==0.13.0", "psycopg2-binary", "setuptools<81")
    subprocess.run(pip, check=True)
    schema = place / "schema.yml"
    schema.write_text(THEIRS, encoding="utf-8")
    where = ("--host", str(server.folder), "--port", str(server.port), "--user", "postgres", "--password", "")
    command = (str(place / "venv/bin/pganonymize"), "--schema", str(schema), "--dbname", "theirs", *where)
    marks, both = [processor_seconds(server)], []
    for _ in range(2):
        both.append((anonymised(server, "people", "masked", policy), timed(command, marks, server)))
        marks.append(processor_seconds(server))
    ours, theirs = (min(times) for times in zip(*both, strict=True))
    spent = [after - before for before, after in itertools.pairwise(marks)]
    print(
        f"{customers:,} customers, {' and '.join(TWO)}: {ours / customers * 1e6:.0f} µs a row,"
        f" pganonymize {theirs / customers * 1e6:.0f} µs; {theirs / ours:.1f} times as fast;"
        f" of processor time, the server's too, {min(spent[1::2]) / min(spent[::2]):.1f} times less"
    )


def processor_seconds(server: Postgres) -> float:
    """Return the processor time of all that ended: our programs, and the server's processes that served them."""
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    postmaster = (server.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
    fields = Path("/proc", postmaster, "stat").read_text().rpartition(")")[2].split()
    return ours.ru_utime + ours.ru_stime + (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def timed(command: tuple[str, ...], marks: list[float], server: Postgres) -> float:
    """Return the seconds that a command takes; the processor time before it goes to the marks."""
    marks.append(processor_seconds(server))
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


THEIRS = """
tables:
  - customers:
      fields:
        - first_name: {provider: {name: fake.first_name}}
        - email: {provider: {name: md5}}
"""
"""`fake.email` fails on a UNIQUE column, after a minute."""

if __name__ == "__main__":
    sys.exit(main())
