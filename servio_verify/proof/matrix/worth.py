"""Worth of each check: what it alone catches, where it is a second line, and which catch nothing."""

from collections import Counter
from dataclasses import dataclass

from servio_verify.proof.fault import Expected
from servio_verify.proof.matrix.model import Matrix, Row


@dataclass(frozen=True)
class Worth:
    """One check, without its parameters: the faults that it alone catches, and those that others catch too."""

    check: str
    alone: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    """The checks that catch with it what it does not catch alone, the most frequent first."""

    @property
    def catches_nothing(self) -> bool:
        """Whether no fault turns it red."""
        return not (self.alone or self.second)


def bare(check: str) -> str:
    """Return a check's name as a fault's promise writes it: `smoke/test_x.py::test_y`."""
    return check.removeprefix("tests/").partition("[")[0]


def red(row: Row) -> tuple[str, ...]:
    """Return the checks that were red under a fault, without parameters, in the order in which they were."""
    return tuple(dict.fromkeys(bare(caught.check) for caught in row.caught))


def worths(matrix: Matrix) -> list[Worth]:
    """Return the worth of each check that ran without a fault."""
    rows = [(row.fault, red(row)) for row in matrix.rows if row.expected is Expected.CAUGHT and row.caught]
    found = []
    for check in dict.fromkeys(map(bare, matrix.checks)):
        caught = [(fault, checks) for fault, checks in rows if check in checks]
        alone = tuple(fault for fault, checks in caught if len(checks) == 1)
        second = tuple(fault for fault, checks in caught if len(checks) > 1)
        others = Counter(other for _, checks in caught for other in checks if other != check)
        found.append(Worth(check, alone, second, tuple(other for other, _ in others.most_common())))
    return found
