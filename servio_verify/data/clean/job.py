"""Job of cleaning: batch after batch, the oldest first, until nothing is left that has to go."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import psycopg
from psycopg import errors

from servio_verify.data.clean.errors import BY_OTHERS, WHOLE, CleanError, is_about_a_row, reason, told
from servio_verify.data.clean.pace import Headway, Pace
from servio_verify.data.clean.session import PLANS, bound, round_trip
from servio_verify.data.clean.statement import Statement
from servio_verify.run.polling import wait_until
from servio_verify.run.progress import Tell

ROUNDS = 3
"""How often what others held is looked at again."""

MOST_STUCK = 100_000
"""How many rows may be left aside, each tried alone: some minutes."""

STRIKES = 5
"""How often one row alone may take too long, before that is no accident."""

BETWEEN_ROUNDS = 1.0


@dataclass
class Done:
    """What was done so far: rows by table, and unlinked rows by foreign key."""

    rows: Counter[str] = field(default_factory=Counter)
    unlinked: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    batches: int = 0
    begun: float = field(default_factory=perf_counter)

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return perf_counter() - self.begun


class Job:
    """Deletes what is older than the cutoff."""

    def __init__(
        self, connection: psycopg.Connection, statement: Statement, cutoff: datetime, pace: Pace, pause: timedelta
    ) -> None:
        self._connection = connection
        self._statement = statement
        self._parameters: dict[str, Any] = {"cutoff": cutoff, **statement.parameters}
        self._pause = pause.total_seconds()
        self._skipped: dict[str, str] = {}
        self._aside: list[str] = []
        """Those of them that the next batch would meet again."""

        self._children_first = False
        self._strikes = self._turns = 0
        self._headway = Headway(statement.table.name)
        self.pace = pace
        self.done = Done()

    def run(self, tell: Tell, expected: int) -> Done:
        """Do it; `expected` is about how many rows of the root go. Raises CleanError; what is done stays done."""
        try:
            self._connection.execute(PLANS)
            away = round_trip(self._connection)
            for _ in range(ROUNDS):
                before = self.done.rows.total()
                if not self._round(tell, expected, away):
                    break
                if self.done.rows.total() == before and self._skipped and BY_OTHERS not in self._skipped.values():
                    break
                self._wait(BETWEEN_ROUNDS)
        except psycopg.Error as error:
            raise told(error, self.done.rows.total()) from None
        self.done.kept.update(self._skipped.values())
        return self.done

    def _round(self, tell: Tell, expected: int, away: float) -> bool:
        """Walk from the oldest to the cutoff once; return whether something is left."""
        self._skipped.clear()
        self._aside.clear()
        self._headway.begin()
        place = self._first()
        if place is None:
            return False
        self._allow(f"{self.pace.statement_timeout_ms}ms", f"{self.pace.lock_timeout_ms}ms")
        while place is not None:
            place = self._batch(place, away)
            tell(self._progress(expected))
            self._wait(self._pause)
        self._allow("10min")
        return self._first() is not None

    def _batch(self, place: list[str], away: float) -> list[str] | None:
        """Delete one batch; return where it ended: where it began if it is to be tried again, None after the last."""
        self._parameters |= {f"last_{at}": value for at, value in enumerate(place)}
        begun, size = perf_counter(), self.pace.size
        try:
            row = self._execute(self._statement.batch(size, children_first=self._children_first))
        except errors.QueryCanceled:
            self._too_slow(perf_counter() - begun - away)
            return place
        except psycopg.Error as error:
            if not is_about_a_row(error):
                raise
            self.pace.note(perf_counter() - begun - away)
            return self._other_order(error, place)
        _, counts, ended, oldest, _ = row
        self._strikes = self._turns = 0
        if ended is not None:
            self.pace.done(perf_counter() - begun - away)
            self._count(counts)
            self._headway.deleted(counts[0], size, oldest)
        found: list[str] | None = ended
        return found

    def _too_slow(self, seconds: float) -> None:
        self.pace.note(seconds)
        self._strikes += self.pace.size == 1
        if self._strikes >= STRIKES:
            name = self._statement.table.name
            why = next(self._statement.graph.slow(), "look at its triggers, or allow more with --longest-lock")
            raise CleanError(f"one row of {name} takes over {self.pace.statement_timeout_ms} ms: {why}; {WHOLE}")
        self.pace.failed()

    def _other_order(self, error: psycopg.Error, place: list[str]) -> list[str]:
        """Delete in the other order where a trigger has changed what goes; return where it goes on."""
        if isinstance(error, errors.TriggeredDataChangeViolation) and not self._turns:
            self._turns = 1
            self._children_first = not self._children_first
            return place
        return self._in_the_way(error, place)

    def _in_the_way(self, error: psycopg.Error, place: list[str]) -> list[str]:
        """Try with fewer rows; leave a row aside that cannot go even alone. Return where it goes on."""
        self._turns = 0
        if self.pace.size > 1:
            self.pace.failed()
            self._headway.smaller()
            return place
        row = None
        with suppress(errors.SerializationFailure):
            row = self._execute_or_none(self._statement.stuck)
        if row is None or row[0] in self._skipped:
            self._headway.in_vain(reason(error))
            return place
        key, found = row
        self._headway.smaller()
        self._skipped[key] = reason(error)
        if len(self._skipped) > MOST_STUCK:
            first = next(iter(self._skipped.values()))
            raise CleanError(f"over {MOST_STUCK:,} rows cannot be deleted: {first}; {WHOLE}")
        self._aside = [*(self._aside if found == place else ()), key]
        return list(found)

    def _first(self) -> list[str] | None:
        row = self._execute_or_none(self._statement.first)
        found: list[str] | None = row[0] if row else None
        return found

    def _execute(self, sql: str) -> tuple[Any, ...]:
        return self._execute_or_none(sql) or (None, [], None, None, 1)

    def _execute_or_none(self, sql: str) -> tuple[Any, ...] | None:
        return self._connection.execute(bound(sql), self._parameters | {"skipped": self._aside}).fetchone()

    def _allow(self, statement: str, lock: str = "10s") -> None:
        self._connection.execute(f"SET statement_timeout = '{statement}'; SET lock_timeout = '{lock}'".encode())

    def _count(self, counts: list[int]) -> None:
        graph = self._statement.graph
        names = [graph.tables[oid].name for oid in graph.order]
        self.done.batches += 1
        self.done.rows.update(dict(zip(names, counts, strict=False)))
        self.done.unlinked.update(
            {key.name: count for key, count in zip(graph.unlinking, counts[len(names) :], strict=True) if count}
        )

    def _progress(self, expected: int) -> str:
        gone = self.done.rows[self._statement.table.name]
        left = expected - gone
        if left <= 0:
            return f"{gone:,} {self._statement.table.name}, more than the planner expected"
        about = f", about {self.done.seconds * left / gone:.0f} s left" if gone else ""
        return f"{gone:,} of about {expected:,} {self._statement.table.name}{about}"

    @staticmethod
    def _wait(seconds: float) -> None:
        if seconds:
            wait_until(lambda: False, seconds, every=seconds)
