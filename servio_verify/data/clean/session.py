"""Session of a clean-up: one connection that nobody else's clean-up has at the same time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import psycopg

from servio_verify.data.clean.errors import BusyError, CleanError, told
from servio_verify.infra.address import Address, RefusedError
from servio_verify.infra.database.connection import connect
from servio_verify.infra.source import UnreachableError
from servio_verify.run.polling import wait_until

ADVISORY = 8_317_662_140_115
"""Number of the advisory lock that a clean-up holds for as long as it is connected."""

OTHER = """SELECT a.pid, extract(epoch FROM clock_timestamp() - a.backend_start)::int FROM pg_locks l
   JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
   AND (l.classid::int8 << 32) | l.objid::int8 = %s
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"""

LET_GO_SECONDS = 3.0
"""How long a clean-up that was killed may still be at its last batch."""

PLANS = (
    "SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
    " SET synchronous_commit = off; SET default_transaction_isolation = 'repeatable read'"
)
"""A batch is a few thousand rows, found by index: what the planner would do for all rows at once is slower.

No batch waits for the disk with its locks: what a server that crashes forgets is whole batches, which go next time.
The database's own cascade fails at a row that began to refer after a batch began: only a repeatable read does that.
"""


_NO_PLACEHOLDER = re.compile(r"%(?!\((?:cutoff|skipped|last_\d+|spared_\d+)\)s)")


def bound(sql: str) -> bytes:
    """Return SQL as it is sent with its parameters: `%` of a name is none."""
    return _NO_PLACEHOLDER.sub("%%", sql).encode()


@contextmanager
def session(address: Address, ca_file: Path | None) -> Iterator[psycopg.Connection]:
    """Open the connection, in UTC. Raises CleanError."""
    try:
        opened = connect(address, ca_file)
    except (RefusedError, UnreachableError) as error:
        raise CleanError(str(error)) from None
    try:
        opened.execute("SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET statement_timeout = '10min'")
        yield opened
    except psycopg.Error as error:
        raise told(error) from None
    finally:
        opened.close()


def take_turn(connection: psycopg.Connection) -> None:
    """Let no other clean-up begin while this one is connected. Raises BusyError where one is at work."""

    def taken() -> bool:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY]).fetchone()
        return bool(row and row[0])

    if not wait_until(taken, LET_GO_SECONDS):
        pid, seconds = connection.execute(OTHER, [ADVISORY]).fetchone() or ("?", 0)
        raise BusyError(f"another clean-up is at work there (process {pid} of the server, for {seconds} s): let it end")


def cutoff(connection: psycopg.Connection, older_than: timedelta) -> datetime:
    """Return the instant before which rows are old, by the server's clock."""
    (now,) = connection.execute("SELECT clock_timestamp()").fetchone() or (datetime.now(UTC),)
    found: datetime = now.astimezone(UTC) - older_than
    return found


def zone_of_the_database(connection: psycopg.Connection, table: str) -> Iterator[str]:
    """Yield a line where sessions of others write times of another zone than UTC."""
    (zone,) = connection.execute("SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'").fetchone() or ("UTC",)
    if not re.fullmatch(r"(?:Etc/)?(?:UTC|UCT|GMT|Universal|Zulu|Greenwich)", zone):
        yield (
            f"times of {table} have no zone and are taken for UTC, and the database's TimeZone is {zone}:"
            f" --timestamps-in {zone} if they were written there, --timestamps-in UTC if not"
        )


def round_trip(connection: psycopg.Connection) -> float:
    """Return the seconds that a statement takes which does nothing: the network's part of every batch."""
    best = 1.0
    for _ in range(5):
        begun = perf_counter()
        connection.execute("SELECT 1")
        best = min(best, perf_counter() - begun)
    return best
