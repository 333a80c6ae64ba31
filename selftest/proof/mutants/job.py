"""A job: which mutants of which modules are tested, and the book of what became of them, which outlives a stop."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from selftest.proof.mutants.forks import COMPUTED_OUT, WAITED_OUT
from selftest.proof.mutants.parts import Part
from selftest.proof.mutants.places import ROOT
from selftest.proof.mutants.sites import Mutant, mutants_of
from selftest.proof.mutants.state import state_of

BOOKS = ROOT / ".mutants"


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMED_OUT = "killed: its tests do not end"
    SURVIVED = "survived"
    UNREACHED = "no test reaches it"
    SAME = "the compiler makes the same of it"


class UnusableError(Exception):
    """Tests or a mutant from which nothing can be learned."""


def outcome_of(code: int) -> Outcome:
    """Return what the exit code of a fork says of its mutant."""
    if code in (WAITED_OUT, COMPUTED_OUT):
        return Outcome.TIMED_OUT
    return Outcome.KILLED if code else Outcome.SURVIVED


@dataclass(frozen=True)
class Job:
    """The mutants of a part that are tested now."""

    part: Part
    jobs: int
    seconds: float = float("inf")
    """After so long no further mutant is begun: of those inside functions, and again of the others."""

    lines: Mapping[str, set[int]] | None = None
    """Lines by module whose mutants are meant; None means all."""

    told: Callable[[str], object] = str
    _known: dict[str, dict[int, Outcome]] = field(default_factory=dict)
    _begun: list[float] = field(default_factory=list)

    def mutants(self, module: str) -> dict[int, Mutant]:
        """Return the mutants that are meant, by number."""
        meant = None if self.lines is None else self.lines.get(module, set())
        _, mutants = mutants_of(module)
        return {n: each for n, each in enumerate(mutants) if meant is None or meant.intersection(each.lines)}

    def outcomes(self, module: str) -> dict[int, Outcome]:
        """Return what is known; of another state of its tests, or of what they import, nothing is."""
        book = _book(module)
        if not book.exists():
            return {}
        key, *lines = book.read_text().splitlines()
        if key != state_of(module, self.part.tests):
            return {}
        return {number: Outcome(outcome) for number, outcome in map(json.loads, lines)}

    @property
    def has_time(self) -> bool:
        """Whether a mutant may still be begun."""
        return not self._begun or time.monotonic() < self._begun[-1] + self.seconds

    def begin(self) -> None:
        """Let the time run: what comes before the first mutant does not count, however busy the machine is."""
        self._begun.append(time.monotonic())

    def open(self) -> None:
        """Begin the books anew where they are of another state."""
        BOOKS.mkdir(exist_ok=True)
        for module in self.part.modules:
            self._known[module] = self.outcomes(module)
            if not self._known[module]:
                _book(module).write_text(f"{state_of(module, self.part.tests)}\n")

    def wants(self, module: str, number: int, mutant: Mutant) -> bool:
        """Return whether a mutant is to be tested now."""
        is_meant = self.lines is None or bool(self.lines.get(module, set()).intersection(mutant.lines))
        return is_meant and number not in self._known[module] and self.has_time

    def note(self, module: str, number: int, outcome: Outcome) -> None:
        """Enter what became of a mutant, at once."""
        self._known[module][number] = outcome
        with _book(module).open("a") as book:
            book.write(f"{json.dumps([number, outcome])}\n")
        known = self._known[module]
        if len(known) % 100 == 0:
            alive = sum(each in (Outcome.SURVIVED, Outcome.UNREACHED) for each in known.values())
            self.told(f"  {module}: {len(known)} tested, {alive} alive")


def _book(module: str) -> Path:
    return BOOKS / f"{module}.jsonl"
