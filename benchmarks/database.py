"""A PostgreSQL with customers, orders and lines, and what a command costs with the server's work for it."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.cost import Cost, cost
from benchmarks.pairs import ROOT
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


@contextmanager
def server() -> Iterator[Postgres]:
    """Start a server with room for many rows; it ends with the block."""
    vars(postgres)["SETTINGS"] = ("shared_buffers=256MB", "max_wal_size=4GB", *postgres.SETTINGS[1:])
    with postgres.postgres() as started:
        started.run("CREATE ROLE servio LOGIN PASSWORD 'none' SUPERUSER")
        yield started


def fill(server: Postgres, database: str, orders: int = 0, schema: str = SCHEMA, rows: str = ROWS) -> None:
    """Make a database with so many orders, as many lines, and a customer for each 20 of them."""
    server.run(f"CREATE DATABASE {database} OWNER servio")
    with server.connection(database) as connection:
        connection.execute(schema.encode())
        if orders:
            connection.execute(rows.format(rows=orders, customers=max(1, orders // 20)).encode())


def url(server: Postgres, database: str) -> str:
    """Return the address of a database, as a command is told it."""
    return server.url(database, password="none", query="sslmode=prefer")  # noqa: S106


def copy(server: Postgres, source: str, environ: Mapping[str, str]) -> Cost:
    """Return what a plain copy costs; it is dropped again."""
    server.run("CREATE DATABASE copy")
    dump = f"{program('pg_dump')} -d '{server.admin(source)}'"
    load = f"{program('psql')} -q -v ON_ERROR_STOP=1 -d '{server.admin('copy')}' -o {os.devnull}"
    try:
        return cost_with(server, ["bash", "-o", "pipefail", "-c", f"{dump} | {load}"], environ)
    finally:
        server.run("DROP DATABASE copy")


def cost_with(
    server: Postgres, command: Sequence[str], environ: Mapping[str, str], codes: Collection[int] = (0,)
) -> Cost:
    """Return what a command costs, with the CPU of the server's processes that served it."""
    before = _processor_seconds(server)
    client = cost(command, ROOT, environ, codes)
    return client._replace(cpu=client.cpu + _processor_seconds(server) - before)


def _processor_seconds(server: Postgres) -> float:
    """Return the CPU of all processes of the server that ended."""
    postmaster = (server.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
    fields = Path("/proc", postmaster, "stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
