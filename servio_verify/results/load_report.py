"""A load run's own report, `load.json`, as a tier of a verdict: read by its keys, nothing of locust is imported."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servio_verify.results.counts import counts
from servio_verify.results.model import Attestation, Cause, Entry, Outcome, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run.identity import started_at

SCHEMA = 2
"""The number in `load.json` (servio_verify/load/judgement/result.py) that this understands."""


def is_one(document: dict[str, Any]) -> bool:
    """Return whether this is what a load run writes."""
    return document.get("schema") == SCHEMA and "gates" in document


def result_of(report: dict[str, Any], path: Path) -> Result:
    """Return a load run as a result, its gates as checks; KeyError or ValueError where it is malformed."""
    verdict = Verdict(report["verdict"])
    causes = tuple(
        Cause(verdict=Verdict(reason["verdict"]), kind="load", text=f"load: {reason['text']}")
        for reason in report["reasons"]
    )
    ledger = tuple(map(_entry, report["gates"]))
    at = _time(report["run_id"])
    return Result(
        verdict=verdict,
        exit_code=verdict.exit_code,
        causes=causes,
        reasons=tuple(map(str, causes)),
        environment=report["environment"],
        web_url=report["target"],
        api_url="",
        run=report["run_id"],
        started=at,
        ended=at,
        ledger=ledger,
        **counts(ledger) | {"tiers": ("load",)},
        attestation=Attestation(build=report.get("build")),
        scrubbed=report.get("scrubbed", 0),
        folder=path.parent,
    )


def _entry(gate: dict[str, Any]) -> Entry:
    outcome = {"pass": Outcome.PASSED, "fail": Outcome.FAILED}.get(gate["outcome"], Outcome.NOT_RUN)
    name = f"load: {gate['gate']} ({gate['endpoint']}, {gate['scope']})"
    return Entry(check=name, tier="load", outcome=outcome, why="" if outcome is Outcome.PASSED else gate["text"])


def _time(run_id: str) -> datetime:
    try:
        return started_at(run_id)
    except ValueError:
        return datetime.now(UTC)
