"""Smoke against healthy targets, every style of the sandbox and what stands before one: any verdict but GO is wrong."""

from collections.abc import Iterator

from benchmarks.cost import CannotMeasureError
from benchmarks.healthy_targets import TARGETS, missing_program, smoke
from benchmarks.pairs import Asked, Ratio, Target


def measure(asked: Asked) -> Iterator[Ratio]:
    """Each target in each round; all of it is on 127.0.0.1."""
    there = [target for target in TARGETS[: asked.size(len(TARGETS), 1)] if not missing_program(target)]
    wrong: list[tuple[float, float]] = []
    for number in range(asked.runs):
        for target in there:
            verdict = smoke(asked, target, asked.folder / f"{number}-{len(wrong)}")
            wrong.append((float(not verdict.startswith("GO")), 1.0))
            asked.tell(f"{len(wrong)}: {target.name}: {verdict}")
    yield Ratio("wrong verdicts of smoke, of runs", wrong, Target(0, of_each=True))
    if missing := {program for target in TARGETS if (program := missing_program(target))}:
        raise CannotMeasureError(f"not all targets: {', '.join(sorted(missing))} is not installed")
