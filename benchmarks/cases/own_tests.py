"""The tests of this project against those of before, as `make test` runs them: an hour."""

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.baseline import checkout
from benchmarks.cost import Cost, cost
from benchmarks.pairs import BASE, ROOT, Asked, Ratio, Target, between, in_turn


def measure(asked: Asked) -> Iterator[Ratio]:
    """One pair. There are more tests now; some of before may fail with packages of today."""
    with checkout(asked.folder / "base") as base:
        works = {"make test": lambda: _cost(asked, ROOT), BASE: lambda: _cost(asked, base)}
        rounds = in_turn(asked.at_most(1), works, warm=True)
    yield from between(rounds, "make test", BASE, wall=Target(0.6))


def _cost(asked: Asked, code: Path) -> Cost:
    quick = ["--collect-only"] if asked.quick else []
    parts = [
        cost([*command, *quick], code, asked.environ(code), (0, 1, 5))
        for command in commands((code / "Makefile").read_text(encoding="utf-8"))
    ]
    return Cost(sum(part.cpu for part in parts), sum(part.wall for part in parts))


def commands(makefile: str) -> list[list[str]]:
    """Return the commands of `make test` that run pytest."""
    (recipe,) = re.findall(r"^test:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    lines = [line.replace("$(BIN)/python", sys.executable).replace("$(ARGS)", "") for line in recipe.splitlines()]
    return [shlex.split(line.lstrip("\t@")) for line in lines if "pytest" in line]
