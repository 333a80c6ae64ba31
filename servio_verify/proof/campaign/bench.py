"""Bench: where one fault after the other is put before the suite, and taken away again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

from servio_verify.errors import InconclusiveError
from servio_verify.proof.campaign.judging import Shot, row_of, shared
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.campaign.runner import Runner
from servio_verify.proof.campaign.source import Source
from servio_verify.proof.fault import Expected, Fault
from servio_verify.proof.matrix.model import Ended, Row
from servio_verify.proof.matrix.worth import bare
from servio_verify.results.verdict import Verdict

REPEATS = 20
"""Runs under a fault that is promised to be caught only now and then."""

LONGEST = 145

TRIES = 2
"""Runs without a fault until it is said that the target is not well."""


class UnwellError(InconclusiveError):
    """The target is not well without a fault, or another one than at the beginning."""


@dataclass(frozen=True)
class Bench:
    """One for each worker. `build` is what the target told before the first fault; `pause` is in seconds."""

    source: Source
    runner: Runner
    build: str | None = None
    whole: bool = True
    pause: float = 0.0

    def alone(self, fault: Fault) -> Row:
        """Return the row of a fault. Raises UnwellError, StoppedError."""
        if fault.probability < 1:
            return shared(fault, [self._once(fault) for _ in range(REPEATS)])
        row = self._once(fault)
        unpromised = row.ended in (Ended.FALSE_ALARM, Ended.CAUGHT_UNPROMISED)
        if not (unpromised or row.ended is Ended.UNSTEADY):
            return row
        again = self._once(fault)
        if unpromised and again.ended is Ended.AS_PROMISED:
            return replace(row, ended=Ended.UNSTEADY, why=f"under it first {row.why}; then, under it too, GO")
        return again

    def _once(self, fault: Fault) -> Row:
        shot = self._promised(fault)
        row = row_of(fault, self.source.name, shot)
        return self._without(row, shot, arguments(fault, whole=shot.whole))

    def _promised(self, fault: Fault) -> Shot:
        """Return the run under a fault: of the promised checks where they are enough, else of the whole tier."""
        fast = fault.expected is Expected.CAUGHT and fault.verdict is Verdict.NO_GO and not self.whole
        if fast and fault.checks:
            shot = self.under([fault], arguments(fault, whole=False), whole=False)[0]
            if row_of(fault, self.source.name, shot).ended is Ended.AS_PROMISED:
                return shot
        return self.under([fault], arguments(fault, whole=True))[0]

    def under(self, faults: Sequence[Fault], checks: Sequence[str], *, whole: bool = True) -> list[Shot]:
        """Return what one run under these faults was to each of them. Raises UnwellError where another build came."""
        self.runner.stop.wait(self.pause)
        with self.source.put(faults) as faulty:
            ran = self.runner.run(checks, faulty.settings)
        if ran.verdict is Verdict.GO and self._is_another(ran):
            self.without(checks)  # no other run without a fault would follow
        changes = [faulty.changes(fault.name) for fault in faults]
        return [Shot(ran, None if found is None else tuple(found), whole) for found in changes]

    def _without(self, row: Row, shot: Shot, same: Sequence[str]) -> Row:
        """Return the row, another one where what was red is red without the fault too."""
        if shot.ran.verdict is Verdict.GO:
            return row
        runs = self.without(red_checks(shot.ran) or same)
        first, last = runs[0], runs[-1]
        if last.verdict is not Verdict.GO:
            return replace(row, ended=Ended.STAYED_RED, why=f"without the fault {last.verdict}: {last.reason}")
        if first.verdict is Verdict.NO_GO:
            why = f"without the fault first {first.verdict}, then GO: {first.reason}"
            return replace(row, ended=Ended.UNSTEADY, why=why)
        return row

    def without(self, checks: Sequence[str]) -> list[Ran]:
        """Run checks without a fault until they are green; return the runs, the last NO-GO if none was.

        Raises UnwellError.
        """
        runs: list[Ran] = []
        while len(runs) < TRIES and not (runs and runs[-1].verdict is Verdict.GO):
            self.runner.stop.wait(self.pause)
            with self.source.put(()) as healthy:
                ran = self.runner.run(checks, healthy.settings)
            if self._is_another(ran):
                raise UnwellError(f"the build changed under way, from {self.build} to {ran.build}: begin again with it")
            runs.append(ran)
        if ran.verdict not in (Verdict.GO, Verdict.NO_GO):
            raise UnwellError(
                one_line(f"mend the target, then go on: without a fault it is {ran.verdict}: {ran.reason}")
            )
        return runs

    def _is_another(self, ran: Ran) -> bool:
        return bool(ran.build and self.build and ran.build != self.build)


def one_line(text: str) -> str:
    """Return the text as an error's line, which stands behind the program's name."""
    return shorten(text, LONGEST, placeholder="…")


def arguments(fault: Fault, *, whole: bool) -> list[str]:
    """Return what pytest is asked to run."""
    return ["-m", str(fault.tier)] if whole else [f"tests/{check}" for check in fault.checks]


def red_checks(ran: Ran) -> list[str]:
    """Return what was red, for pytest: with all its parameters, as some of these are addresses."""
    return list(dict.fromkeys(f"tests/{bare(caught.check)}" for caught in ran.red))
