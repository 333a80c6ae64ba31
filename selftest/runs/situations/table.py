"""A row of the verdict's table of situations, and how it is tried."""

import re
from dataclasses import dataclass, field

from selftest.support.project import Project, checks
from selftest.support.reasons import understood

GO, NO_GO, INCONCLUSIVE, INVALID = ("GO", 0), ("NO-GO", 1), ("INCONCLUSIVE", 10), ("INVALID", 11)
BUILD = "5f3c1a9e2b7d"
EVERYTHING_PASSED = r"\d+ checks passed, 0 failed"


@dataclass(frozen=True)
class Row:
    """A situation; `says` is a pattern for the first line below the word, or for the one line without checks."""

    name: str
    ends: tuple[str, int]
    says: str
    checks: tuple[str, ...] = ("good",)
    """Files of selftest/runs/checks, in this order."""

    seconds: int = 0
    arguments: tuple[str, ...] = ()
    sandbox: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    also: str = ""


def faults(*names: str) -> str:
    return " ".join(f"--fault {name}" for name in names)


def assert_ends_as_said(row: Row, project: Project) -> None:
    """Run the checks of a row, and compare how that ends."""
    project.write(checks(*row.checks))
    settings = {"CHECK_SECONDS": str(row.seconds)} | row.settings
    ended = project.run(*row.arguments, SERVIO_SANDBOX=row.sandbox or "--delay 0", **settings)
    assert (ended.verdict["verdict"], ended.code) == row.ends, ended.output
    assert ended.verdict["exit_code"] == ended.code
    understood(ended.verdict)
    assert re.search(row.says, first_line(ended.lines), re.IGNORECASE), ended.output
    assert re.search(row.also, ended.output), ended.output


def first_line(lines: list[str]) -> str:
    """Return the line below the word, or the only one of a run that had no checks."""
    for number, line in enumerate(lines):
        if re.fullmatch(r"=+ (GO|NO-GO|INCONCLUSIVE|INVALID) for \S+ =+", line):
            return lines[number + 1]
        if re.match(r"(INCONCLUSIVE|INVALID): ", line):
            return line
    raise AssertionError("\n".join(lines))
