"""Results that selftests make up, without a run."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servio_verify.results.counts import counts
from servio_verify.results.model import Attestation, Cause, Entry, Outcome, Result
from servio_verify.results.verdict import Verdict

BUILD = "5f3c1a9e2b7d"
WHY = "The till is open\ntests/smoke/test_it.py::test_bad, 02:11:04 (UTC)"
AT = datetime(2026, 11, 23, 2, 11, 4, tzinfo=UTC)


def entry(name: str, outcome: Outcome = Outcome.PASSED, why: str = "") -> Entry:
    return Entry(check=f"tests/smoke/test_it.py::{name}", tier="smoke", outcome=outcome, why=why, seconds=0.25)


def result(*ledger: Entry, verdict: Verdict = Verdict.GO, build: str | None = BUILD, **more: Any) -> Result:
    told: dict[str, Any] = {
        "verdict": verdict,
        "exit_code": verdict.exit_code,
        "reasons": (),
        "environment": "staging",
        "web_url": "https://staging.example.com",
        "api_url": "https://api.staging.example.com",
        "run": "20261123t021104z-abcdef",
        "started": AT,
        "ended": AT,
        "attestation": Attestation(build=build, proven=build is not None),
        "ledger": ledger,
        "folder": Path("runs/20261123t021104z-abcdef"),
    }
    return Result(**told | counts(ledger) | more)


def no_go(*ledger: Entry, why: str = WHY, **more: Any) -> Result:
    cause = Cause(verdict=Verdict.NO_GO, kind="wrong content", text=why, checks=("tests/smoke/test_it.py::test_bad",))
    return result(*ledger, verdict=Verdict.NO_GO, reasons=(str(cause),), causes=(cause,), **more)
