"""Uncollected files and deselected checks as lines of `not_covered`: written and read in one place.

The schema of `verdict.json` has no member for them, so the line itself carries the numbers.
"""

from dataclasses import dataclass

_FILES = " files of "
_NOT_ASKED_FOR = " that were not asked for"
_NOT_SELECTED = " checks that were not selected"


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
