"""`servio-verify data clean` against one single indexed DELETE of the same 766,000 of a million orders, with lines.

Both go in turn on copies of one database. The locks are sampled from pg_locks every 5 ms: the longest time in which one
transaction held one that makes others wait.
"""

import sys
from collections.abc import Callable, Iterator
from threading import Event, Thread

from benchmarks.cost import Cost
from benchmarks.database import cost_with, fill, server, url
from benchmarks.pairs import Asked, Ratio, Target, between, in_turn
from selftest.support.postgres import Postgres, program

SCHEMA = """
CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), total numeric NOT NULL,
    created_at timestamptz NOT NULL);
CREATE TABLE order_lines (id bigserial PRIMARY KEY, order_id uuid NOT NULL REFERENCES orders, dish text NOT NULL,
    price numeric NOT NULL)
"""
ROWS = """
INSERT INTO orders (total, created_at) SELECT 10, CASE WHEN g > {rows} * 0.766 THEN now() - interval '6 days'
    * (g / {rows}.0) ELSE now() - interval '7 days 1 hour' - interval '1 second' * g END
    FROM generate_series(1, {rows}) g;
INSERT INTO order_lines (order_id, dish, price) SELECT id, 'Soup of the day', 10 FROM orders;
CREATE INDEX ON order_lines (order_id);
CREATE INDEX ON orders (created_at)
"""
DELETE = """BEGIN;
    DELETE FROM order_lines l USING orders o WHERE o.id = l.order_id AND o.created_at < now() - interval '7 days';
    DELETE FROM orders WHERE created_at < now() - interval '7 days';
    COMMIT"""
HELD = """SELECT coalesce(max(extract(epoch FROM clock_timestamp() - a.xact_start)), 0)::float8
   FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_class c ON c.oid = l.relation
   WHERE c.relname ~ '^order' AND c.relkind = 'r' AND l.granted AND l.mode <> 'AccessShareLock'
       AND a.datname = current_database() AND a.backend_type = 'client backend'"""
CLEAN, SINGLE = "data clean", "one DELETE"


def measure(asked: Asked) -> Iterator[Ratio]:
    """Each on a fresh copy."""
    held: dict[str, list[float]] = {CLEAN: [], SINGLE: []}
    with server() as postgres:
        fill(postgres, "filled", asked.size(1_000_000, 5_000), SCHEMA, ROWS)
        postgres.run("VACUUM ANALYZE", database="filled")
        single = [program("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", postgres.admin("cleaned"), "-c", DELETE]
        ours = [sys.executable, "-m", "servio_verify.cli", "data", "clean", "--older-than", "7d"]
        ours += ["--url", url(postgres, "cleaned")]
        works = {
            CLEAN: lambda: _on_a_copy(postgres, held[CLEAN], lambda: cost_with(postgres, ours, asked.environ())),
            SINGLE: lambda: _on_a_copy(postgres, held[SINGLE], lambda: cost_with(postgres, single, asked.environ())),
        }
        rounds = in_turn(asked.at_most(3), works, warm=True)
    yield from between(rounds, CLEAN, SINGLE, wall=Target(2.0))
    yield Ratio(f"{CLEAN}: longest lock, of {SINGLE}'s", [*zip(held[CLEAN], held[SINGLE], strict=True)])


def _on_a_copy(postgres: Postgres, held: list[float], work: Callable[[], Cost]) -> Cost:
    """Return what the work costs on a copy, and add the seconds of its longest lock."""
    postgres.fresh("cleaned", "TEMPLATE filled OWNER servio")
    postgres.run("CHECKPOINT")
    ended, found = Event(), [0.0]

    def sample() -> None:
        with postgres.connection("cleaned") as looking:
            while not ended.wait(0.005):
                found.append((looking.execute(HELD.encode()).fetchone() or [0.0])[0])

    thread = Thread(target=sample)
    thread.start()
    try:
        return work()
    finally:
        ended.set()
        thread.join()
        held.append(max(found))
