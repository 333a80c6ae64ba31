"""Counts of a ledger: how many checks became what."""

from collections.abc import Iterable, Sequence
from typing import TypedDict

from servio_verify.results.model import Entry, Outcome


class Counts(TypedDict):
    """The members of a result that follow from its ledger."""

    tiers: tuple[str, ...]
    passed: int
    failed: int
    skipped: dict[str, str]
    not_selected: int
    not_run: int
    flaky: tuple[str, ...]
    quarantined: dict[str, str]


def outcomes(entries: Iterable[Entry], *kinds: Outcome) -> dict[str, str]:
    """Return the checks that became one of these, and why."""
    return {entry.check: entry.why for entry in entries if entry.outcome in kinds}


def counts(ledger: Sequence[Entry], tiers: Iterable[str] | None = None) -> Counts:
    """Return the counts; the tiers are those of the checks that were to run, unless they are given."""
    became = {outcome: outcomes(ledger, outcome) for outcome in Outcome}
    ran = [entry.tier for entry in ledger if entry.outcome is not Outcome.NOT_SELECTED]
    return {
        "tiers": tuple(dict.fromkeys(ran if tiers is None else tiers)),
        "passed": len(became[Outcome.PASSED]) + len(became[Outcome.FLAKY]),
        "failed": len(became[Outcome.FAILED]),
        "skipped": became[Outcome.SKIPPED],
        "not_selected": len(became[Outcome.NOT_SELECTED]),
        "not_run": len(became[Outcome.NOT_RUN]),
        "flaky": tuple(sorted(became[Outcome.FLAKY])),
        "quarantined": became[Outcome.QUARANTINED],
    }
