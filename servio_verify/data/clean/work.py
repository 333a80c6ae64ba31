"""Work of `data clean`: what was asked, the looks that come before, and the record that comes after."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from servio_verify.data import refusal
from servio_verify.data.clean import looking
from servio_verify.data.clean.graph import read_graph
from servio_verify.data.clean.job import Done, Job
from servio_verify.data.clean.pace import Pace
from servio_verify.data.clean.refusal import NEVER, refuse_read_only, refuse_rules, refuse_unseen, refuse_wrong_clock
from servio_verify.data.clean.session import cutoff, take_turn, zone_of_the_database
from servio_verify.data.clean.spared import spared_rows
from servio_verify.data.clean.statement import Statement
from servio_verify.errors import UsageError
from servio_verify.infra.address import Address
from servio_verify.infra.retention.record import CleanUp, database_of
from servio_verify.infra.retention.table import UTC as UTC_ZONE
from servio_verify.infra.retention.table import TimeKind, find_table
from servio_verify.run.progress import Tell


@dataclass(frozen=True)
class Asked:
    """What was asked."""

    older_than: timedelta
    table: str | None = None
    time_column: str | None = None
    zone: str | None = None
    """Where times without a zone were written; UTC, where nobody says so."""

    goes_with: tuple[str, ...] = ()
    """Tables whose rows go with their order, whatever their keys say."""

    longest_lock_ms: int = 100
    pause: timedelta = timedelta(milliseconds=2)


class Work:
    """One clean-up of one database."""

    def __init__(self, connection: psycopg.Connection, address: Address, asked: Asked, root: Path, runs: Path) -> None:
        """Look at the database. Raises RefusedError where nothing may be deleted, UsageError for a mistake."""
        self._connection = connection
        self._address = address
        self._asked = asked
        refusal.refuse_by_address(address, NEVER)
        refusal.refuse_by_files(address, root, os.environ, NEVER)
        refusal.refuse_by_itself(connection, address.variable, NEVER)
        self._table = find_table(connection, asked.table, asked.time_column, asked.zone or UTC_ZONE)
        refuse_read_only(connection, address.variable)
        refuse_wrong_clock(connection, self._table)
        if not self._table.key:
            raise UsageError(f"{self._table.name} has no primary key and no unique index without NULL: add one")
        self._graph = read_graph(connection, self._table.oid, asked.goes_with)
        refuse_unseen(connection, self._graph)
        refuse_rules(connection, self._graph)
        self._statement = Statement(self._table, self._graph, spared_rows(connection, self._table, runs))
        self._cutoff = cutoff(connection, asked.older_than)
        self._parameters: dict[str, object] = {"cutoff": self._cutoff, **self._statement.parameters}

    def warnings(self) -> list[str]:
        """Return lines on what makes it slow, and on times whose zone is guessed."""
        said = list(self._graph.slow())
        if self._asked.zone is None and self._table.time.kind is not TimeKind.INSTANT:
            said += zone_of_the_database(self._connection, self._table.name)
        if not self._table.is_indexed:
            time, name = self._table.time.quoted, self._table.quoted
            said.append(
                f"{self._table.name} has no index on {time}: it is walked by its key, not oldest first;"
                f" CREATE INDEX CONCURRENTLY ON {name} ({time})"
            )
        return said

    def preview(self) -> list[str]:
        """Return lines on what would go."""
        lines = looking.would_go(self._connection, self._statement, self._graph, self._parameters)
        old, kept = looking.left(self._connection, self._statement, self._parameters)
        lines += [f"{count:,} of {old:,} old {self._table.name} stay: {why}" for why, count in kept.items()]
        return [*lines, f"oldest: {looking.oldest(self._connection, self._statement) or 'none'}"]

    def clean(self, tell: Tell) -> CleanUp:
        """Delete; return what was done. Raises CleanError, BusyError."""
        take_turn(self._connection)
        started = datetime.now(UTC)
        expected = looking.about(self._connection, self._statement, self._parameters)
        pace = Pace(self._asked.longest_lock_ms)
        job = Job(self._connection, self._statement, self._cutoff, pace, self._asked.pause)
        done = job.run(tell, expected)
        return self._record(started, done, pace)

    def _record(self, started: datetime, done: Done, pace: Pace) -> CleanUp:
        old, spared = looking.left(self._connection, self._statement, self._parameters)
        kept = dict(done.kept) | dict(spared)
        if (other := old - sum(kept.values())) > 0:
            kept["others hold a lock on it, or on what hangs on it"] = other
        return CleanUp(
            database=database_of(self._address),
            table=self._table.name,
            started=started.isoformat(timespec="seconds"),
            ended=datetime.now(UTC).isoformat(timespec="seconds"),
            older_than=self._cutoff.isoformat(timespec="seconds"),
            complete=old == spared.total(),
            rows=dict(done.rows),
            unlinked=dict(done.unlinked),
            kept=kept,
            oldest_left=looking.oldest(self._connection, self._statement),
            batches=done.batches,
            longest_lock_ms=round(pace.longest_seen * 1000),
            seconds=round(done.seconds, 1),
        )
