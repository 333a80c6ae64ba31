"""Rows of PostgreSQL and Redis."""

from selftest.runs.situations.table import INCONCLUSIVE, NO_GO
from selftest.stack.breaking import DATABASE, redis_told, sql, stopped, tables_locked
from selftest.stack.row import Row

OUTAGE = "an outage: another build would not help"
FULL = (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory-policy", "noeviction"))
NOT_FULL = (("CONFIG", "SET", "maxmemory", "64mb"), ("CONFIG", "SET", "maxmemory-policy", "volatile-lru"))
ALTER = f"ALTER DATABASE {DATABASE} SET default_transaction_read_only"
LIMIT = "ALTER ROLE servio CONNECTION LIMIT"
REDIS = r"redis was not ready for \d+ s \(\d+ checks\)"
POSTGRESQL = r"database was not ready for \d+ s \(\d+ checks\)"
ROWS = [
    Row("Redis is stopped for 10 s", OUTAGE, INCONCLUSIVE, REDIS,
        stopped("redis"), "reads", seconds=14, at=4, lasts=10),
    Row("Redis is full for 4 s", OUTAGE, INCONCLUSIVE, REDIS,
        redis_told(*FULL, after=NOT_FULL), "reads", seconds=8, at=4, lasts=4),
    Row("Redis is read-only for 4 s, a replica", OUTAGE, INCONCLUSIVE, REDIS,
        redis_told(("REPLICAOF", "127.0.0.1", "9"), after=(("REPLICAOF", "NO", "ONE"),)),
        "reads", seconds=8, at=4, lasts=4),
    Row("PostgreSQL is restarted, which takes 3 s", OUTAGE, INCONCLUSIVE, POSTGRESQL,
        stopped("postgresql"), "reads", seconds=8, at=4, lasts=3),
    Row("PostgreSQL is read-only for 4 s, as after a failover", OUTAGE, INCONCLUSIVE, POSTGRESQL,
        sql(f"{ALTER} = on", after=(f"{ALTER} = off",)), "writes", seconds=8, at=4, lasts=4),
    Row("PostgreSQL has no connection left for 4 s", OUTAGE, INCONCLUSIVE, POSTGRESQL,
        sql(f"{LIMIT} 0", after=(f"{LIMIT} -1",)), "reads", seconds=8, at=4, lasts=4),
    Row("a table is locked for 30 s, and readiness says that all is well",
        "from outside nothing tells somebody's lock from the build's own", NO_GO,
        r"GET …/venues answered 503, expected success: the database is locked: .* \(\d+ checks\)",
        tables_locked, "reads", seconds=10, at=4, lasts=30),
]  # fmt: skip
