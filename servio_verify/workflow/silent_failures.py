"""Silent failures: what others see of a build while its checks are green."""

import os
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from servio_verify.environments.model import Environment
from servio_verify.monitoring.reading import Readings, Window
from servio_verify.reporting.publish import WATCHED
from servio_verify.results.model import Attestation
from servio_verify.run.identity import Run
from servio_verify.run.progress import Progress

if TYPE_CHECKING:  # loaded where the environment's file names a source
    from servio_verify.monitoring.round import Round

NOBODY = "silent failures: nobody was asked, [monitoring] names no source (docs/monitoring.md)"


class SilentFailures:
    """One for each run: the sources of monitoring that its environment names.

    `timings` has the seconds that the end of the run waited for them.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._begins = datetime.now(UTC)
        self._round: Round | None = None
        self.timings: dict[str, float] = {}

    def begin(self, environment: Environment, root: Path) -> None:
        """Have every source look at what is there already, beside the checks. Raises SettingsError."""
        self._begins = datetime.now(UTC)
        if environment.monitoring.wanted:
            from servio_verify.infra.expected.tables import read_tables
            from servio_verify.infra.source import Place
            from servio_verify.monitoring.round import Round

            self._round = Round(Place(environment, read_tables(root, environment.name), root=root))

    def end(self, environment: Environment, proof: Attestation) -> Readings:
        """Return what the sources saw since `begin`."""
        if self._round is None:
            return Readings(not_covered=() if environment.is_own else (NOBODY,))
        window = Window(self._begins, datetime.now(UTC), proof.expected or proof.build, self._run.id, self._run.folder)
        with Progress("after the checks") as progress:
            progress.tell(f"asking {', '.join(environment.monitoring.wanted)}")
            since = monotonic()
            readings = self._round.end(window)
            self.timings["monitoring"] = monotonic() - since
        return _undecided(readings) if os.environ.get(WATCHED) else readings


def _undecided(readings: Readings) -> Readings:
    """Return the same as notes: what went red in one round of a watch was red before the next, which would be GO."""
    return Readings(notes=(*readings.against, *readings.doubts, *readings.notes), not_covered=readings.not_covered)
