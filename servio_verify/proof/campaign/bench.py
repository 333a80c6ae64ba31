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
        return self._once(fault)

    def _once(self, fault: Fault) -> Row:
        shots = self._promised(fault)
        row = row_of(fault, self.source.name, shots[-1])
        return self._without(row, shots[-1], arguments(fault, whole=shots[-1].whole))

    def _promised(self, fault: Fault) -> list[Shot]:
        """Return the runs under a fault: the promised checks where they are enough, else the whole tier too."""
        fast = fault.expected is Expected.CAUGHT and fault.verdict is Verdict.NO_GO and not self.whole
        if fast and fault.checks:
            shot = self.under([fault], arguments(fault, whole=False), whole=False)[0]
            if row_of(fault, self.source.name, shot).ended is Ended.AS_PROMISED:
                return [shot]
        return self.under([fault], arguments(fault, whole=True))

    def under(self, faults: Sequence[Fault], checks: Sequence[str], *, whole: bool = True) -> list[Shot]:
        """Return what one run under these faults was to each of them."""
        self.runner.stop.wait(self.pause)
        with self.source.put(faults) as faulty:
            ran = self.runner.run(checks, faulty.settings)
        changes = [faulty.changes(fault.name) for fault in faults]
        return [Shot(ran, None if found is None else tuple(found), whole) for found in changes]

    def _without(self, row: Row, shot: Shot, same: Sequence[str]) -> Row:
        """Return the row, another one where what was red is red without the fault too."""
        if shot.ran.verdict is Verdict.GO:
            return row
        again = self.green(red_checks(shot.ran) or same)
        if again is None:
            return row
        why = f"without the fault {again.verdict}: {again.reason}"
        return replace(row, ended=Ended.STAYED_RED, why=why)

    def green(self, checks: Sequence[str]) -> Ran | None:
        """Run checks without a fault: None where they are green, else the last run. Raises UnwellError."""
        for _ in range(TRIES):
            self.runner.stop.wait(self.pause)
            with self.source.put(()) as healthy:
                ran = self.runner.run(checks, healthy.settings)
            if ran.build and self.build and ran.build != self.build:
                raise UnwellError(f"the build changed under way, from {self.build} to {ran.build}: begin again with it")
            if ran.verdict is Verdict.GO:
                return None
        if ran.verdict is not Verdict.NO_GO:
            raise UnwellError(
                one_line(f"mend the target, then go on: without a fault it is {ran.verdict}: {ran.reason}")
            )
        return ran


def one_line(text: str) -> str:
    """Return the text as an error's line, which stands behind the program's name."""
    return shorten(text, LONGEST, placeholder="…")


def arguments(fault: Fault, *, whole: bool) -> list[str]:
    """Return what pytest is asked to run."""
    return ["-m", str(fault.tier)] if whole else [f"tests/{check}" for check in fault.checks]


def red_checks(ran: Ran) -> list[str]:
    """Return what was red, for pytest: with all its parameters, as some of these are addresses."""
    return list(dict.fromkeys(f"tests/{bare(caught.check)}" for caught in ran.red))
