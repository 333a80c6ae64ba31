"""Pairs of measurements in one run, and the ratios that are made of them."""

import os
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from benchmarks.cost import Cost

ROOT = Path(__file__).parents[1]
BASE = "4b070b6"
"""The commit that targets name: what was before."""

FOREIGN = ("SERVIO_", "NEXT_PUBLIC_", "AWS_", "PYTHONDONTWRITEBYTECODE")
"""Settings of somebody's, and what would have each run compile all code anew."""

Measured = TypeVar("Measured", Cost, float)


class Target(NamedTuple):
    """Where a ratio must be; of the median of the pairs, or of each."""

    limit: float
    at_least: bool = False
    of_each: bool = False

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {figure(self.limit)}{' each' if self.of_each else ''}"


@dataclass(frozen=True)
class Ratio:
    """Two things that were measured in turn: pairs of the first and of what it is divided by."""

    what: str
    pairs: Sequence[tuple[float, float]]
    target: Target | None = None

    @property
    def of_pairs(self) -> list[float]:
        """The ratio of each pair."""
        return [one / other for one, other in self.pairs]

    @property
    def median(self) -> float:
        """The median of them."""
        return statistics.median(self.of_pairs)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        decide = self.of_pairs if self.target.of_each else [self.median]
        if self.target.at_least:
            return min(decide) >= self.target.limit
        return max(decide) <= self.target.limit


@dataclass(frozen=True)
class Asked:
    """What was asked for: so many rounds; `quick` only shows that it works. `folder` is for the benchmark's files."""

    runs: int
    quick: bool
    folder: Path
    tell: Callable[[str], None] = field(repr=False)

    def size(self, full: int, quick: int) -> int:
        """Return how much of something there shall be."""
        return quick if self.quick else full

    def at_most(self, runs: int) -> Self:
        """Return the same with no more rounds than that: of what takes minutes."""
        return replace(self, runs=min(runs, self.runs))

    def environ(self, code: Path = ROOT, /, **settings: str) -> dict[str, str]:
        """Return an environment for a process of ours with this code, and nobody's settings but these."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
        places = {"SERVIO_RUNS": str(self.folder / "runs"), "SERVIO_STATE": str(self.folder / "state")}
        return kept | places | {"PYTHONPATH": str(code)} | settings


def in_turn(
    asked: Asked, works: Mapping[str, Callable[[], Measured]], *, warm: bool = False
) -> list[dict[str, Measured]]:
    """Return what each costs in each round; every round begins with the next one of them.

    A first one does not count: there files are read for the first time, and code is compiled. Who is `warm`, or quick,
    has none.
    """
    rounds: list[dict[str, Measured]] = []
    for number in range(int(warm or asked.quick), asked.runs + 1):
        names = [*works][number % len(works) :] + [*works][: number % len(works)]
        measured = {name: works[name]() for name in names}
        if number:
            rounds.append(measured)
        said = "; ".join(f"{name} {_told(measured[name])}" for name in works)
        asked.tell(f"round {number} of {asked.runs}: {said}" if number else f"round that does not count: {said}")
    return rounds


def between(
    rounds: Sequence[Mapping[str, Cost]], one: str, other: str, *, cpu: Target | None = None, wall: Target | None = None
) -> Iterator[Ratio]:
    """Yield the ratios of one to the other, by CPU and by wall time."""
    for name, by, target in (("CPU", "cpu", cpu), ("wall time", "wall", wall)):
        pairs = [(getattr(each[one], by), getattr(each[other], by)) for each in rounds]
        yield Ratio(f"{one}: {name}, of {other}", pairs, target)


def figure(number: float) -> str:
    """Return a ratio as people read it."""
    return f"{number:.2f}" if abs(number) >= 0.1 or not number else f"{number:.2g}"


def _told(measured: Cost | float) -> str:
    return str(measured) if isinstance(measured, Cost) else f"{measured:.3g}"
