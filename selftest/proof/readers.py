"""Score of the reasons: whether a reader who sees only a first line finds the fault in the catalogue.

`python -m selftest.proof.readers draw --seed N` prints twenty first lines, drawn at random, and the catalogue to choose
from; the reader answers with a line for each, `1: 57`. `readers score ANSWERS --seed N` says how many are right.
"""

import argparse
import random
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from selftest.proof import pages
from servio_verify.errors import UsageError
from servio_verify.failures.ids import mask_ids
from servio_verify.proof.fault import Expected
from servio_verify.proof.matrix import file
from servio_verify.proof.matrix.model import Matrix, Row
from servio_verify.results.verdict import Verdict
from servio_verify.run.progress import say

LINES = 20
ENOUGH = 18
TARGETS = ("proxy", "sandbox")
"""The other Servio repeats defects of the sandbox: two right answers are no question."""

_CHECKS = re.compile(r" \(\d+ checks\)$")
_ANSWER = re.compile(r"\s*(\d+)\s*[:.]\s*(\d+)\s*")


@dataclass(frozen=True)
class Quiz:
    """Lines to put to faults, and the faults to choose from, each by its number from 1."""

    lines: tuple[Row, ...]
    choices: tuple[Row, ...]

    @property
    def text(self) -> str:
        """What the reader gets."""
        asked = [f"{number}. {row.first_line}" for number, row in enumerate(self.lines, start=1)]
        faults = [f"{number}. {row.title}" for number, row in enumerate(self.choices, start=1)]
        how = "A run after a deploy ended with each of these lines. What is broken? Answer `LINE: FAULT`, one a line."
        return "\n".join([how, "", "Lines", *asked, "", "Faults", *faults])


def draw(matrix: Matrix, seed: int) -> Quiz:
    """Return a quiz, always the same one for a seed. Raises UsageError where the matrix has too few lines."""
    rows = [row for row in matrix.rows if row.by in TARGETS and row.expected is Expected.CAUGHT]
    shown = [row for row in rows if row.verdict not in (None, Verdict.GO) and row.first_line]
    if len(shown) < LINES:
        raise UsageError(f"of {len(shown)} first lines, {LINES} cannot be drawn: prove the whole catalogue first")
    drawn = random.Random(seed)  # noqa: S311 - a drawing, no secret
    choices = drawn.sample(rows, len(rows))
    return Quiz(tuple(drawn.sample(shown, LINES)), tuple(choices))


def wrong(quiz: Quiz, answers: Iterable[tuple[int, int]]) -> list[tuple[Row, Row | None]]:
    """Return the lines that were put to another fault, each with that one (None: to none).

    Two faults that show the same line, or are described in the same words, cannot be told apart, and both are right.
    """
    given = dict(answers)
    found: list[tuple[Row, Row | None]] = []
    for number, row in enumerate(quiz.lines, start=1):
        choice = given.get(number, 0)
        chosen = quiz.choices[choice - 1] if 0 < choice <= len(quiz.choices) else None
        if chosen is None or not _alike(row, chosen):
            found.append((row, chosen))
    return found


def _alike(row: Row, chosen: Row) -> bool:
    return chosen == row or _line(row) == _line(chosen) or chosen.title == row.title


def _line(row: Row) -> str:
    """Return the line without addresses and without the number of checks, which is how much of the suite ran."""
    return mask_ids(_CHECKS.sub("", row.first_line))


def read(text: str) -> list[tuple[int, int]]:
    """Return the answers of a text; whatever is no answer is passed over."""
    return [(int(found[1]), int(found[2])) for line in text.splitlines() if (found := _ANSWER.fullmatch(line))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw a quiz, or score its answers: 0 where enough are right, else 1."""
    parser = argparse.ArgumentParser(prog="python -m selftest.proof.readers", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    for name in ("draw", "score"):
        action = actions.add_parser(name)
        action.add_argument("--seed", type=int, required=True, metavar="N", help="which drawing")
    action.add_argument("answers", type=Path, metavar="ANSWERS", help="a file with lines such as `1: 57`")
    chosen = parser.parse_args(arguments)
    quiz = draw(file.read(pages.JSON), chosen.seed)
    if chosen.action == "draw":
        say(quiz.text)
        return 0
    missed = wrong(quiz, read(chosen.answers.read_text(encoding="utf-8")))
    for row, other in missed:
        said = other.title if other else "no answer"
        say(f"not found: {row.title}\n  by the line: {row.first_line}\n  answered:    {said}")
    say(f"{LINES - len(missed)} of {LINES} found; at least {ENOUGH} are wanted")
    return 0 if LINES - len(missed) >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
