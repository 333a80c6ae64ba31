"""Start of a proof on an environment: its parts put together, and everything put away at its end."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from servio_verify.browser import install
from servio_verify.environments import permissions
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import Action
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.environments.settings import read_environment
from servio_verify.proof.alteration import Scene
from servio_verify.proof.campaign.campaign import Campaign
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.campaign.runner import Runner, StoppedError
from servio_verify.proof.campaign.source import ProxySource
from servio_verify.proof.campaign.stopping import Stop
from servio_verify.proof.command import lines, runs, suite, target
from servio_verify.proof.command.kept import Kept
from servio_verify.proof.command.selection import Selection
from servio_verify.proof.fault import Fault, catalogue
from servio_verify.proof.matrix import counts, document, file
from servio_verify.proof.matrix.model import Matrix, Row
from servio_verify.run.progress import Progress, say
from servio_verify.workflow.start_target import await_target, start_target

NOTHING = 10
MISMATCH = 1
WAIT_SECONDS = 30.0


@dataclass(frozen=True)
class Order:
    """What the user asked for."""

    environment: str
    selection: Selection = field(default_factory=Selection)
    workers: int = 2
    whole: bool = False
    rounds: bool = False
    resume: bool = True
    as_json: bool = False
    pause: float = 0.0
    output: Path | None = None


@dataclass
class Proof:
    """One proof, from the order to its matrix. Raises what a run's start does, and UsageError."""

    order: Order
    root: Path
    stop: Stop = field(default_factory=Stop)

    def go(self) -> int:
        """Prove; return the exit code."""
        faults = self.order.selection.of(catalogue())
        bypass_proxies_for_localhost(os.environ)
        install.keep_driver_compiled()
        told = read_environment(self.order.environment, self.root, os.environ)
        permissions.refuse(told, Action.PROVE)
        folder = self._folder()
        self.stop.heed()
        with ExitStack() as undo:
            target.alone(told, folder, undo)
            standing = start_target(target.over_https(told), undo).environment
            await_target(standing, WAIT_SECONDS)
            campaign = self._campaign(standing, target.settings(told, standing), folder)
            try:
                matrix = self._matrix(campaign, faults, folder)
            except StoppedError:
                matrix = None
            finally:
                if left := runs.left_behind(folder / "runs", standing):
                    self._say(left)
        if matrix is None or self.stop:
            done = f", {len(matrix.rows)} of {len(faults)} faults done" if matrix else " before the first fault"
            self._say(f"ended by {self.stop.word}{done}; the same command goes on from there")
            return self.stop.exit_code
        return self._end(matrix, folder)

    def _folder(self) -> Path:
        """Return where the proof goes: that of a part of the catalogue leaves that of the whole alone."""
        place = self.root / os.environ.get("SERVIO_RUNS", "runs") / "prove"
        part = "" if self.order.selection.is_whole else "-part"
        return self.order.output or place / f"{self.order.environment}{part}"

    def _campaign(self, standing: Environment, settings: Mapping[str, str], folder: Path) -> Campaign:
        place = (folder / "runs").resolve()
        name = self.order.environment
        before = _earlier(folder / f"{document.STEM}.json", name) if self.order.rounds else None
        return Campaign(
            ProxySource(Scene(standing), settings),
            standing,
            lambda: Runner(name, self.root, place, self.stop),
            workers=1 if standing.exclusive else self.order.workers,
            whole=self.order.whole or self.order.rounds,
            pause=self.order.pause,
            before=before,
            stop=self.stop,
        )

    def _matrix(self, campaign: Campaign, faults: Sequence[Fault], folder: Path) -> Matrix:
        began = datetime.now(UTC)
        made, place = began.isoformat(timespec="seconds"), campaign.environment
        self._say(lines.beginning(place.name, place.web_url, faults, campaign.workers))
        with Progress(f"proving {place.name}") as progress:
            progress.tell("a run without a fault, first")
            well = campaign.healthy(faults)
            kept = self._kept(campaign, well, folder, made)
            spent = kept.spent
            done = [row for row in kept.rows if row.fault in {fault.name for fault in faults}]
            progress.clear()
            if done:
                self._say(lines.going_on(len(done), len(faults), kept.made))
            elif kept.dropped:
                self._say(lines.anew(kept.dropped))
            self._follow(campaign, progress, kept, folder, done)
            names = {row.fault for row in done}
            rows = [*done, *campaign.prove([fault for fault in faults if fault.name not in names], well)]
        order = {fault.name: number for number, fault in enumerate(faults)}
        return Matrix(
            environment=place.name,
            commit=suite.commit(self.root),
            made=kept.made,
            rows=tuple(sorted(rows, key=lambda row: order[row.fault])),
            checks=well.checks,
            build=well.build,
            seconds=round(spent + (datetime.now(UTC) - began).total_seconds(), 1),
            whole=campaign.whole,
            complete=len(rows) == len(faults),
        )

    def _follow(self, campaign: Campaign, progress: Progress, kept: Kept, folder: Path, done: list[Row]) -> None:
        """Keep each row from now on, say what is not as promised, and show how far it is."""
        shown, before = [""], len(done)
        began = time.monotonic() - kept.spent
        wrong = [row for row in done if row.ended.is_mismatch]

        def tell(row: Row, _done: int, _whole: int) -> None:
            kept.add(row, folder, time.monotonic() - began)
            if row.ended.is_mismatch:
                wrong.append(row)
                progress.clear()
                self._say(lines.mismatch(row))

        def look(now: int, whole: int, seconds: float | None) -> None:
            text = lines.left(before + now, before + whole, len(wrong), seconds)
            if progress.is_due and [text] != shown:  # a log needs no line that says what the last one said
                shown[:] = [text]
                progress.tell(text)

        campaign.tell, campaign.look = tell, look

    def _kept(self, campaign: Campaign, well: Ran, folder: Path, made: str) -> Kept:
        it = campaign.environment
        place = "" if it.is_own else it.model_dump_json()  # secrets are masked in it
        chosen = catalogue().values()
        digest = suite.digest(self.root, it.name, chosen, place, well.build, campaign.whole)
        kept = Kept.read(folder, digest, made) if self.order.resume else Kept(digest, made)
        if not kept.rows:
            runs.tidy(folder / "runs")
        return kept

    def _end(self, matrix: Matrix, folder: Path) -> int:
        document.write(matrix, folder)
        Kept.drop(folder)
        if self.order.as_json:
            say(file.text(matrix).rstrip())
        self._say(*lines.end(matrix, Path(os.path.relpath(folder, self.root))))
        if matrix.mismatches:
            return MISMATCH
        return NOTHING if counts.is_empty(matrix) else 0

    def _say(self, *texts: str) -> None:
        """Say it, beside the JSON where that is asked for."""
        for text in texts:
            if self.order.as_json:
                sys.stderr.write(f"{text}\n")
            else:
                say(text)


def _earlier(path: Path, environment: str) -> Matrix:
    """Return the matrix of the proof before; an empty one where there is none."""
    return file.read(path) if path.exists() else Matrix(environment, "", "")
