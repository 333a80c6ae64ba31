"""The ledger in numbers: how many checks became what."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servio_verify.results.model import Entry, Outcome


def outcomes(entries: Iterable[Entry], *kinds: Outcome) -> Mapping[str, str]:
    """Return the checks that became one of these, and why."""
    return {entry.check: entry.why for entry in entries if entry.outcome in kinds}


def counts(ledger: Sequence[Entry]) -> dict[str, Any]:
    """Return the part of a result that counts what the ledger says."""
    became = {outcome: outcomes(ledger, outcome) for outcome in Outcome}
    ran = [entry.tier for entry in ledger if entry.outcome is not Outcome.NOT_SELECTED]
    return {
        "tiers": tuple(dict.fromkeys(ran)),
        "passed": len(became[Outcome.PASSED]) + len(became[Outcome.FLAKY]),
        "failed": len(became[Outcome.FAILED]),
        "skipped": dict(became[Outcome.SKIPPED]),
        "not_selected": len(became[Outcome.NOT_SELECTED]),
        "not_run": len(became[Outcome.NOT_RUN]),
        "flaky": tuple(sorted(became[Outcome.FLAKY])),
        "quarantined": dict(became[Outcome.QUARANTINED]),
    }
