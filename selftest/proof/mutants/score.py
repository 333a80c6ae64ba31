"""Score of a module: how many of its mutants turn a test red, and which of the others nobody explained."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from selftest.proof.mutants.job import Job, Outcome
from selftest.proof.mutants.parts import all_parts
from selftest.proof.mutants.places import ROOT, file_of
from selftest.proof.mutants.sites import Mutant

FILE = Path(__file__).with_name("explained.toml")

LEAST = 0.92
"""Of the mutants of a module that are killed."""


@dataclass(frozen=True)
class Explained:
    """A survivor that no test need kill, and why; one for all places of the module that read so."""

    module: str
    was: str
    becomes: str
    reason: str = ""

    def fits(self, mutant: Mutant) -> bool:
        """Return whether it is about this mutant."""
        return (self.module, self.was, self.becomes) == (mutant.module, mutant.was, mutant.becomes)

    def __str__(self) -> str:
        return f"{file_of(self.module)}: {self.was} -> {self.becomes}"


@dataclass(frozen=True)
class Score:
    """What became of the mutants of a module."""

    module: str
    killed: int
    alive: Sequence[tuple[Mutant, Outcome]]
    untested: int
    explained: Sequence[Explained]
    timed_out: int = 0
    """How many of the killed are so because their tests did not end."""

    @property
    def tested(self) -> int:
        """How many were tested."""
        return self.killed + len(self.alive)

    @property
    def unexplained(self) -> list[tuple[Mutant, Outcome]]:
        """Survivors that no entry is about."""
        return [(each, how) for each, how in self.alive if not any(entry.fits(each) for entry in self.explained)]

    def __str__(self) -> str:
        share = f"{self.killed / self.tested:6.1%}" if self.tested else "     -"
        by_time = f", {self.timed_out} by time" if self.timed_out else ""
        survivors = f", {len(self.alive)} alive" if self.alive else ""
        known = len(self.alive) - len(self.unexplained)
        why = f" ({known} explained)" if known else ""
        left = f", {self.untested} not tested" if self.untested else ""
        return f"{share} of {self.tested:4} killed  {file_of(self.module)}{by_time}{survivors}{why}{left}"

    def wrong(self, *, of_all: bool) -> Iterator[str]:
        """Yield what is red about it; of all its mutants the share counts too, and entries that fit none."""
        for mutant, how in self.unexplained:
            yield f"{'survives' if how is Outcome.SURVIVED else how}: {mutant}"
        if not of_all or self.untested:
            return
        if self.tested and self.killed < LEAST * self.tested:
            yield f"{file_of(self.module)}: {self.killed} of {self.tested} killed, {LEAST:.0%} are promised"
        for entry in self.explained:
            if not any(entry.fits(mutant) for mutant, _ in self.alive):
                yield f"explained, and yet no survivor: {entry}: delete it from {FILE.relative_to(ROOT)}"


def explained() -> list[Explained]:
    """Return the entries of explained.toml."""
    return [Explained(**each) for each in tomllib.loads(FILE.read_text(encoding="utf-8")).get("explained", [])]


def unfounded() -> Iterator[str]:
    """Yield which entries of explained.toml explain nothing, or are about no judging part."""
    judging = {module for part in all_parts() for module in part.modules}
    for entry in explained():
        if not entry.reason:
            yield f"explained without a reason: {entry}"
        if entry.module not in judging:
            yield f"explained, and yet of no judging part: {entry}"


def score_of(job: Job, module: str) -> Score:
    """Return what is known of a module's mutants, of those that are meant."""
    meant, known = job.mutants(module), job.outcomes(module)
    became = [(meant[number], outcome) for number, outcome in known.items() if number in meant]
    return Score(
        module,
        killed=sum(outcome in (Outcome.KILLED, Outcome.TIMED_OUT) for _, outcome in became),
        alive=[each for each in became if each[1] in (Outcome.SURVIVED, Outcome.UNREACHED)],
        untested=len(meant) - len(became),
        explained=[each for each in explained() if each.module == module],
        timed_out=sum(outcome is Outcome.TIMED_OUT for _, outcome in became),
    )


def wrongly_planted(job: Job) -> Iterator[str]:
    """Yield which planted mutant became what its line does not say."""
    for module in job.part.modules:
        source = (ROOT / file_of(module)).read_text(encoding="utf-8").splitlines()
        known = job.outcomes(module)
        for number, mutant in job.mutants(module).items():
            promised = source[mutant.lines.start - 1].partition("# ")[2]
            became = known.get(number)
            if promised != {Outcome.KILLED: "killed", Outcome.SURVIVED: "survives"}.get(became or Outcome.SAME):
                yield f"a planted mutant is {became or 'not tested'}, not {promised}: {mutant}"
