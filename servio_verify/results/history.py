"""History of runs, of this machine or of a file that CI keeps: one SQLite file."""

import itertools
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from servio_verify.environments.tier import Tier
from servio_verify.results.comparison import NO_FLAGS, FlagStates, changes, flags_told, new_failures
from servio_verify.results.model import Outcome, Result
from servio_verify.results.uncollected import fewer_checks, tiers_left_aside
from servio_verify.results.verdict import Verdict
from servio_verify.run import state_dir

KEPT = 500
"""Runs kept for each environment."""

LOOKED_BACK = 10
"""Runs among which a check that changes is looked for."""

FLIPS = 3
"""From so many changes between passed and failed on, a check is said to flip."""

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    run TEXT PRIMARY KEY, environment TEXT, verdict TEXT, build TEXT, started TEXT, seconds REAL, result TEXT
);
CREATE TABLE IF NOT EXISTS checks (run TEXT, check_id TEXT, outcome TEXT, seconds REAL, PRIMARY KEY (run, check_id));
CREATE TABLE IF NOT EXISTS sign_ins (digest TEXT PRIMARY KEY, environment TEXT, last TEXT);
CREATE TABLE IF NOT EXISTS rehearsals (run TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS flags (run TEXT PRIMARY KEY, states TEXT);
CREATE VIEW IF NOT EXISTS compared AS SELECT * FROM runs WHERE run NOT IN (SELECT run FROM rehearsals);
CREATE INDEX IF NOT EXISTS runs_of ON runs (environment, run);
"""


class History:
    """An open history; use `opened`.

    Runs with a defect that somebody gave the sandbox (rehearsals) say nothing of others, nor others of them.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def compare(self, now: Result, flags: FlagStates = NO_FLAGS) -> Result:
        """Return the result with what changed since the last GO, which failures are new, and what flips."""
        then = next(self._results(now.environment, "verdict = 'GO'"), None)
        changed = (*changes(then, now), *self._flags_since(now.environment, then.run, flags)) if then else ()
        failed = any(entry.outcome is Outcome.FAILED for entry in now.ledger)
        comparison = {
            "changes": changed if now.ledger else (),
            "new_failures": new_failures(self._last_outcomes(now.environment), now) if failed else (),
            "flips": self._flips(now),
            "not_covered": (*now.not_covered, *self._fewer(now)),
        }
        return now.model_copy(update=comparison)

    def keep(self, result: Result, flags: FlagStates = NO_FLAGS, *, rehearsal: bool = False) -> None:
        """Write a run down with its flags, and forget the oldest; a `rehearsal` is shown, and never compared."""
        seconds = (result.ended - result.started).total_seconds()
        with self._connection as change:
            change.execute(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    result.run,
                    result.environment,
                    result.verdict.value,
                    result.attestation.build,
                    result.started.isoformat(),
                    seconds,
                    result.model_dump_json(by_alias=True),
                ),
            )
            rows = [(result.run, entry.check, entry.outcome.value, entry.seconds) for entry in result.ledger]
            change.executemany("INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?)", rows)
            if flags:
                change.execute("INSERT OR REPLACE INTO flags VALUES (?, ?)", (result.run, json.dumps(flags)))
            if rehearsal:
                change.execute("INSERT OR REPLACE INTO rehearsals VALUES (?)", (result.run,))
            old = "SELECT run FROM runs WHERE environment = ? ORDER BY run DESC LIMIT -1 OFFSET ?"
            for (run,) in change.execute(old, (result.environment, KEPT)).fetchall():
                for table_of_runs in ("runs", "checks", "rehearsals", "flags"):
                    change.execute(f"DELETE FROM {table_of_runs} WHERE run = ?", (run,))  # noqa: S608 - our own words

    def keep_sign_ins(self, result: Result, digests: Iterable[str]) -> None:
        """Write down which accounts signed in during a run, by their keyed digests (`run.sign_ins`)."""
        rows = [(digest, result.environment, result.started.isoformat()) for digest in digests]
        with self._connection as change:
            change.executemany("INSERT OR REPLACE INTO sign_ins VALUES (?, ?, ?)", rows)

    def has_signed_in(self, digest: str) -> bool:
        """Return whether an account of this digest has signed in during any run."""
        query = "SELECT 1 FROM sign_ins WHERE digest = ?"
        return self._connection.execute(query, (digest,)).fetchone() is not None

    def latest(self, environment: str | None, count: int) -> list[Result]:
        """Return the latest runs, of one environment or of all, the newest first."""
        where, parameters = ("WHERE environment = ?", (environment,)) if environment else ("", ())
        query = f"SELECT result FROM runs {where} ORDER BY run DESC LIMIT ?"  # noqa: S608 - of our own words
        return [Result.model_validate_json(row) for (row,) in self._connection.execute(query, (*parameters, count))]

    def _results(self, environment: str, condition: str) -> Iterator[Result]:
        query = f"SELECT result FROM compared WHERE environment = ? AND {condition} ORDER BY run DESC"  # noqa: S608
        for (row,) in self._connection.execute(query, (environment,)):
            yield Result.model_validate_json(row)

    def _flags_since(self, environment: str, last: str, flags: FlagStates) -> list[str]:
        """Return what changed of the flags since the last GO that knew them."""
        query = (
            "SELECT run, states FROM flags JOIN compared USING (run)"
            " WHERE environment = ? AND verdict = 'GO' ORDER BY run DESC LIMIT 1"
        )
        row = self._connection.execute(query, (environment,)).fetchone()
        if not (row and flags):
            return []
        return flags_told(json.loads(row[1]), flags, "" if row[0] == last else row[0])

    def _fewer(self, now: Result) -> Iterator[str]:
        """Yield the tiers that promised more in one of the latest GOs: a file moved away leaves no other trace."""
        told = tiers_left_aside(now.not_covered)
        query = (
            "SELECT run, check_id FROM checks WHERE run IN"
            " (SELECT run FROM compared WHERE environment = ? AND verdict = 'GO' ORDER BY run DESC LIMIT ?)"
        )
        rows = self._connection.execute(query, (now.environment, LOOKED_BACK)).fetchall()
        for tier in now.tiers:
            then = Counter(run for run, check in rows if Tier.of(check) == tier)
            count = sum(entry.tier == tier for entry in now.ledger)
            run, most = max(then.items(), key=lambda item: item[1], default=("", 0))
            if most > count and tier not in told:
                yield fewer_checks(tier, count, most, run)

    def _last_outcomes(self, environment: str) -> dict[str, str] | None:
        """Return how each check ended when it ran last, whichever tier ran since; None without any run."""
        if not self.latest(environment, 1):
            return None
        query = (
            "SELECT check_id, outcome FROM checks JOIN compared USING (run)"
            " WHERE environment = ? AND outcome IN ('passed', 'flaky', 'failed') ORDER BY run"
        )
        return dict(self._connection.execute(query, (environment,)).fetchall())

    def _flips(self, now: Result) -> dict[str, int]:
        query = (
            "SELECT check_id, outcome FROM checks JOIN compared USING (run)"
            " WHERE environment = ?"
            " AND run IN (SELECT run FROM compared WHERE environment = ? ORDER BY run DESC LIMIT ?)"
            " AND outcome IN ('passed', 'failed') ORDER BY run"
        )
        ran = {entry.check: entry.outcome for entry in now.ledger if entry.outcome in (Outcome.PASSED, Outcome.FAILED)}
        seen: dict[str, list[str]] = {check: [] for check in ran}
        for check, outcome in self._connection.execute(query, (now.environment, now.environment, LOOKED_BACK)):
            if check in seen:
                seen[check].append(outcome)
        for check, became in ran.items():
            seen[check].append(became.value)
        changed = {check: sum(a != b for a, b in itertools.pairwise(row)) for check, row in seen.items()}
        return {check: times for check, times in changed.items() if times >= FLIPS}


def path(*, watched: bool = False) -> Path:
    """Return where the history is: `SERVIO_HISTORY`, else the user's state folder.

    Rounds of a watch have one of their own beside it: they are no GO of a deploy, and many.
    """
    setting = os.environ.get("SERVIO_HISTORY")
    place = Path(setting) if setting else state_dir.folder() / "history.sqlite"
    return place.with_stem(f"{place.stem}-watch") if watched else place


@contextmanager
def opened(place: Path) -> Iterator[History]:
    """Open the history, made where it was missing; sqlite3.Error where it cannot be used."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(place, timeout=5)) as connection:
        connection.executescript(_TABLES)
        yield History(connection)


def table(results: list[Result]) -> list[str]:
    """Return the runs as lines, the newest first."""
    rows = [("run", "environment", "verdict", "build", "passed", "failed", "why")]
    for result in results:
        build = (result.attestation.build or "not told")[:12]
        why = (result.reasons or ("",))[0][:70]
        counts = str(result.passed), str(result.failed)
        rows.append((result.run, result.environment, result.verdict.value, build, *counts, why))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def good(results: list[Result]) -> int:
    """Return how many of these runs were GO."""
    return sum(result.verdict is Verdict.GO for result in results)
