"""How long a clean-up takes beside one single indexed DELETE of the same rows, and how long it locks.

    python -m benchmarks.clean_up [--orders 1000000] [--rounds 1]

Of the orders, each with a line, 76.6 % are older than 7 days. Both go in turn on copies of one database. The locks are
sampled from pg_locks every 5 ms: the longest time in which one transaction held one that makes others wait.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Thread

from selftest.support.postgres import PASSWORD, Postgres, postgres

OLD = "created_at < now() - interval '7 days'"
SHARE = 0.766
SCHEMA = (
    "CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), total numeric NOT NULL, created_at timestamptz"
    " NOT NULL)",
    "CREATE TABLE order_lines (id bigserial PRIMARY KEY, order_id uuid NOT NULL REFERENCES orders, dish text NOT NULL,"
    " price numeric NOT NULL)",
    "INSERT INTO orders (total, created_at) SELECT 10, CASE WHEN g > {orders} * {share} THEN now() - interval '6 days'"
    " * (g / {orders}.0) ELSE now() - interval '7 days 1 hour' - interval '1 second' * g END"
    " FROM generate_series(1, {orders}) g",
    "INSERT INTO order_lines (order_id, dish, price) SELECT id, 'Soup of the day', 10 FROM orders",
    "CREATE INDEX ON order_lines (order_id)",
    "CREATE INDEX ON orders (created_at)",
)
HELD = """SELECT coalesce(max(extract(epoch FROM clock_timestamp() - a.xact_start)), 0)::float8
   FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_class c ON c.oid = l.relation
   WHERE c.relname ~ '^order' AND c.relkind = 'r' AND l.granted AND l.mode <> 'AccessShareLock'
       AND a.datname = current_database() AND a.backend_type = 'client backend'"""


def main() -> int:
    """Fill a database, clean copies of it both ways, print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    with postgres() as server, TemporaryDirectory(prefix="clean-up-") as place:
        server.run(f"CREATE ROLE servio LOGIN PASSWORD '{PASSWORD}'", "CREATE DATABASE filled OWNER servio")
        fill = [each.format(orders=options.orders, share=SHARE) for each in SCHEMA]
        server.run(*(f"SET ROLE servio; {each}" for each in fill), "VACUUM ANALYZE", database="filled")
        ratios = [_round(server, Path(place)) for _ in range(options.rounds)]
    print(f"ratio {median(ratios):.2f} (at most 2.00)")
    return 0


def _round(server: Postgres, place: Path) -> float:
    for name in ("one", "batches"):
        server.run(
            f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE filled OWNER servio", "CHECKPOINT"
        )
    single, longest, _ = _timed(server, "one", lambda: _single(server))
    print(f"one DELETE of lines and orders: {single:.1f} s, its locks {longest * 1000:.0f} ms", flush=True)
    ours, longest, said = _timed(server, "batches", lambda: _clean(server, place))
    print(f"data clean: {ours:.1f} s, longest lock {longest * 1000:.0f} ms; {said}", flush=True)
    print(f"and once more: {_clean(server, place)}")
    orphans = "SELECT count(*) FROM order_lines l WHERE NOT EXISTS (SELECT FROM orders o WHERE o.id = l.order_id)"
    with server.connection("batches") as connection:
        print(f"orphans: {(connection.execute(orphans).fetchone() or ['?'])[0]}")
    return ours / single


def _single(server: Postgres) -> str:
    lines = f"DELETE FROM order_lines l USING orders o WHERE o.id = l.order_id AND o.{OLD}"
    server.run(f"BEGIN; {lines}; DELETE FROM orders WHERE {OLD}; COMMIT", database="one")
    return ""


def _clean(server: Postgres, place: Path) -> str:
    command = [sys.executable, "-m", "servio_verify.cli", "data", "clean", "--older-than", "7d"]
    environment = {**os.environ, "SERVIO_STATE": str(place), "SERVIO_RUNS": str(place / "runs")}
    done = subprocess.run(
        [*command, "--url", server.url("batches")], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _timed(server: Postgres, name: str, work: Callable[[], str]) -> tuple[float, float, str]:
    """Return the seconds of some work, the longest lock meanwhile, and what it said."""
    ended, found = Event(), [0.0]

    def sample() -> None:
        with server.connection(name) as looking:
            while not ended.wait(0.005):
                found.append((looking.execute(HELD).fetchone() or [0.0])[0])

    thread = Thread(target=sample)
    thread.start()
    begun = time.perf_counter()
    try:
        said = work()
    finally:
        seconds = time.perf_counter() - begun
        ended.set()
        thread.join()
    return seconds, max(found), said


if __name__ == "__main__":
    sys.exit(main())
