"""Run of a proof: one part after the other, several faults of a part at a time."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from selftest.proof import journeys
from selftest.proof.parts import Part, Target
from selftest.proof.state import State
from servio_verify.proof.campaign.campaign import Campaign, NotWellError
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.campaign.runner import Runner
from servio_verify.proof.campaign.stopping import Stop
from servio_verify.proof.command import lines
from servio_verify.proof.fault import Fault
from servio_verify.proof.matrix.model import Matrix, Row
from servio_verify.results.verdict import Verdict
from servio_verify.run.progress import Progress, say


@dataclass
class Proof:
    """Proves parts, and keeps each row as it comes; `before` is an earlier matrix, which says what may share a run."""

    workers: int
    state: State
    folder: Path
    progress: Progress
    before: Matrix | None = None
    stop: Stop = field(default_factory=Stop)

    def of(self, part: Part, chosen: Callable[[Part, Fault], bool]) -> None:
        """Prove the chosen faults of a part that have no row yet. Raises NotWellError, UnwellError, StoppedError."""
        faults = [fault for fault in part.faults if chosen(part, fault) and self.state.lacks(part.by, fault.name)]
        if not faults:
            return
        began = time.monotonic()
        self.progress.tell(f"{part.title}: a run without a fault, first")
        with tempfile.TemporaryDirectory() as folder, part.set_up(Path(folder)) as target:
            campaign = self._campaign(part, target, Path(folder, "runs"))
            well = campaign.healthy(faults) if part.whole else healthy_run(campaign, faults)
            self.state.checks = list(dict.fromkeys([*self.state.checks, *(entry.check for entry in well.entries)]))
            if part.shares:
                for row in journeys.settled(campaign, faults, well.build):
                    self._tell(row)
            left = [fault for fault in faults if self.state.lacks(part.by, fault.name)]
            campaign.prove(left, well)
        self.state.seconds += time.monotonic() - began
        self.state.write(self.folder)

    def _campaign(self, part: Part, target: Target, runs: Path) -> Campaign:
        runs.mkdir()
        own = tuple(row for row in self.before.rows if row.by == part.by) if self.before else ()
        return Campaign(
            target.source,
            target.environment,
            lambda: Runner("local", target.project, runs, self.stop),
            workers=1 if part.alone else self.workers,
            whole=part.whole,
            before=replace(self.before, rows=own) if self.before and own else None,
            stop=self.stop,
            tell=lambda row, _done, _whole: self._tell(row),
            look=lambda done, whole, left: self._look(part, done, whole, left),
        )

    def _tell(self, row: Row) -> None:
        self.state.rows.append(row)
        self.state.write(self.folder)
        if row.ended.is_mismatch:
            self.progress.clear()
            say(lines.mismatch(row))

    def _look(self, part: Part, done: int, whole: int, left: float | None) -> None:
        here = lines.left(done, whole, self.state.wrong, left)
        self.progress.tell(f"{part.title}: {here}; {len(self.state.rows)} rows in all")


def healthy_run(campaign: Campaign, faults: Sequence[Fault]) -> Ran:
    """Run what promises to catch these faults without any: all that is asked of a part that is not run whole.

    Where no check promises anything, as of harmless differences, it is their tiers. Raises NotWellError.
    """
    checks = list(dict.fromkeys(f"tests/{check}" for fault in faults for check in fault.checks))
    if not checks:
        return campaign.healthy(faults)
    runner = campaign.new_runner()
    try:
        with campaign.source.put(()) as target:
            ran = runner.run(checks, target.settings)
    finally:
        runner.close()
    if ran.verdict is not Verdict.GO:
        raise NotWellError(f"without a fault it is {ran.verdict}, mend that first: {ran.reason}")
    return ran
