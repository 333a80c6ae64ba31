"""A finding: what one step of an examination saw, and what to do where that is not well."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from servio_verify.errors import InconclusiveError, ServioVerifyError, UsageError


class Mark(StrEnum):
    """How a step ended."""

    WELL = "well"
    DOUBT = "doubt"
    WRONG = "wrong"
    UNTRIED = "untried"


SETTINGS, TARGET, NO_GO = UsageError.exit_code, InconclusiveError.exit_code, ServioVerifyError.exit_code
"""Whose turn it is, as an exit code: yours; of the target or what is before it; of Servio, which breaks a promise."""

WORST_FIRST = (SETTINGS, TARGET, NO_GO)


@dataclass(frozen=True)
class Finding:
    """`step` is one word; `advice` one line about what to set or do.

    Where the mark is WRONG, `code` is an exit code, and `stops` says that the steps behind it cannot be tried.
    """

    step: str
    mark: Mark
    found: str
    advice: str = ""
    code: int = 0
    stops: bool = False


def well(step: str, found: str, advice: str = "") -> Finding:
    """Return a finding that all is well; `advice` may still say what would be better."""
    return Finding(step, Mark.WELL, found, advice)


def doubt(step: str, found: str, advice: str) -> Finding:
    """Return a finding that keeps nobody from verifying, and is worth a look."""
    return Finding(step, Mark.DOUBT, found, advice)


def wrong(step: str, found: str, advice: str, code: int = TARGET, *, stops: bool = True) -> Finding:
    """Return a finding for which a run would not end GO."""
    return Finding(step, Mark.WRONG, found, advice, code, stops)


def untried(step: str, why: str) -> Finding:
    """Return a finding that a step was not tried, and why."""
    return Finding(step, Mark.UNTRIED, f"not tried: {why}")


@dataclass(frozen=True)
class Group:
    """Findings about one thing, under a heading."""

    heading: str
    findings: tuple[Finding, ...]
    paste: tuple[str, ...] = ()
    """Lines to put into a file as they are."""


def exit_code(groups: Iterable[Group]) -> int:
    """Return the exit code of an examination: 0 where nothing is wrong."""
    codes = {finding.code for group in groups for finding in group.findings if finding.mark is Mark.WRONG}
    return next((code for code in WORST_FIRST if code in codes), 0)
