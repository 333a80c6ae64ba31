"""Load report (`load.json`) as a tier of a verdict: read by its keys, nothing of locust is imported."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servio_verify.results.counts import counts
from servio_verify.results.model import Attestation, Cause, Entry, Outcome, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run.identity import started_at

SCHEMA = 2
"""The number in `load.json` (servio_verify/load/judgement/result.py) that this understands."""

CHECK = "tests/load/test_gates.py::test_the_gate_holds"
"""The check that pytest makes of each gate."""


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
    ledger = tuple(_ledger(report["gates"]))
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
        not_covered=tuple(report.get("not_covered", ())),
        **counts(ledger, ("load",)),
        attestation=Attestation(build=report.get("build")),
        scrubbed=report.get("scrubbed", 0),
        folder=path.parent,
    )


def _ledger(gates: Iterable[dict[str, Any]]) -> Iterator[Entry]:
    """Yield an entry for each gate, under the name of the check that pytest makes of it: they are the same check."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for gate in gates:
        rows.setdefault(gate["check"], []).append(gate)
    for check, judged in rows.items():
        not_passed = [gate for gate in judged if gate["outcome"] != "pass"]
        outcome = Outcome.PASSED
        if not_passed:
            failed = any(gate["outcome"] == "fail" for gate in not_passed)
            outcome = Outcome.FAILED if failed else Outcome.NOT_RUN
        why = "; ".join(gate["text"] for gate in not_passed)
        yield Entry(check=f"{CHECK}[{check}]", tier="load", outcome=outcome, why=why)


def _time(run_id: str) -> datetime:
    try:
        return started_at(run_id)
    except ValueError:
        return datetime.now(UTC)
