"""The proof of the whole catalogue: the faults of our own targets, and the proxy's before the sandbox."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from selftest.proof.parts import Part, Target
from servio_verify.proof.campaign.campaign import Campaign
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.campaign.runner import Runner
from servio_verify.proof.campaign.stopping import Stop
from servio_verify.proof.fault import Fault
from servio_verify.proof.matrix.model import Matrix, Row

Tell = Callable[[Row], None]


@dataclass
class Proof:
    """Proves parts one after the other, faults of a part at a time; `before` is an earlier matrix."""

    workers: int
    tell: Tell
    look: Callable[[str, int, int, float], None]
    before: Matrix | None = None
    stop: Stop = field(default_factory=Stop)
    checks: dict[str, None] = field(default_factory=dict)
    """Every check that ran without a fault."""

    def of(self, part: Part, faults: Sequence[Fault]) -> None:
        """Prove these faults of a part. Raises NotWellError, UnwellError, StoppedError."""
        with tempfile.TemporaryDirectory() as folder, part.set_up(Path(folder)) as target:
            campaign = self._campaign(part, target, Path(folder, "runs"))
            well = campaign.healthy(faults) if part.whole else promised(campaign, faults)
            self.checks |= dict.fromkeys(entry.check for entry in well.entries)
            campaign.prove(faults, well)

    def _campaign(self, part: Part, target: Target, runs: Path) -> Campaign:
        runs.mkdir()
        own = tuple(row for row in self.before.rows if row.by == part.by) if self.before and part.whole else ()
        return Campaign(
            target.source,
            target.environment,
            lambda: Runner("local", target.project, runs, self.stop),
            workers=1 if part.alone else self.workers,
            whole=part.whole,
            before=replace(self.before, rows=own) if self.before and own else None,
            stop=self.stop,
            tell=lambda row, _done, _whole: self.tell(row),
            look=lambda done, whole, seconds: self.look(part.title, done, whole, seconds),
        )


def promised(campaign: Campaign, faults: Sequence[Fault]) -> Ran:
    """Run what promises to catch these faults without any: all that is asked of a part that is not run whole."""
    runner = campaign.new_runner()
    checks = list(dict.fromkeys(f"tests/{check}" for fault in faults for check in fault.checks))
    try:
        with campaign.source.put(()) as target:
            return runner.run(checks, target.settings)
    finally:
        runner.close()
