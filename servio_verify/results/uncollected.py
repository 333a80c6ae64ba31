"""Uncollected files and checks, and deselected checks, as lines of `not_covered`: written and read in one place.

The schema of `verdict.json` has no member for them, so the line itself carries the numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_FILES = " files of "
_NOT_ASKED_FOR = " that were not asked for"
_NOT_SELECTED = " checks that were not selected"
_NOT_COLLECTED = " that were not collected"
_FEWER = " checks fewer than at a GO before"

MOST_NAMED = 3
"""Checks that a line names."""


@dataclass(frozen=True)
class UncollectedFiles:
    """How many files of a tier were never collected."""

    tier: str
    files: int

    def __str__(self) -> str:
        """The line; `parse` reads it back."""
        return f"{self.files}{_FILES}{self.tier}{_NOT_ASKED_FOR}"

    @classmethod
    def parse(cls, line: str) -> "UncollectedFiles | None":
        """Return what the line says, or None where it is about something else."""
        files, separator, tier = line.removesuffix(_NOT_ASKED_FOR).partition(_FILES)
        if not (line.endswith(_NOT_ASKED_FOR) and separator and files.isdecimal()):
            return None
        return cls(tier, int(files))


def deselected(checks: int, why: str) -> str:
    """Return the line for checks that were collected and not selected."""
    return f"{checks}{_NOT_SELECTED} ({why})"


def is_deselected(line: str) -> bool:
    """Return whether a line is one of `deselected`."""
    return _NOT_SELECTED in line


def uncollected_checks(tier: str, names: Sequence[str]) -> str:
    """Return the line for checks that stand in a collected file of a tier, and were not collected."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{len(names)} checks of {tier}{_NOT_COLLECTED} ({', '.join(names[:MOST_NAMED])}{more})"


def fewer_checks(tier: str, now: int, then: int, run: str) -> str:
    """Return the line for a tier that promised more checks in an earlier run that was GO."""
    return f"{tier}: {then - now}{_FEWER} ({now}, in run {run} {then})"


def leaves_checks_aside(line: str) -> bool:
    """Return whether a line is one of those of this file: the run holds fewer checks than its tier does."""
    marks = (_NOT_ASKED_FOR, _NOT_SELECTED, _NOT_COLLECTED, _FEWER)
    return any(mark in line for mark in marks)


def tiers_left_aside(lines: Sequence[str]) -> set[str]:
    """Return the tiers of which these lines say already that something was not collected."""
    files = {uncollected.tier for line in lines if (uncollected := UncollectedFiles.parse(line))}
    return files | {line.partition(_NOT_COLLECTED)[0].rpartition(" of ")[2] for line in lines if _NOT_COLLECTED in line}
