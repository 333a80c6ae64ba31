"""A run of the suite that is over, as far as a proof has to know it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from servio_verify.failures.headline import headline
from servio_verify.proof.matrix.model import Caught
from servio_verify.proof.matrix.worth import bare
from servio_verify.results.merge import MergeError, read
from servio_verify.results.model import Entry, Outcome, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.workflow.provisional import is_provisional

RAN = (Outcome.PASSED, Outcome.FLAKY, Outcome.FAILED)


@dataclass(frozen=True)
class Ran:
    """A run: its verdict with the first reason, what was red, and what became of every check."""

    verdict: Verdict
    reason: str = ""
    red: tuple[Caught, ...] = ()
    entries: tuple[Entry, ...] = ()
    build: str | None = None
    seconds: float = 0.0
    left: int = 0
    folder: Path | None = None

    @classmethod
    def read(cls, folder: Path, code: int, began: float, seconds: float, said: str) -> "Ran":
        """Return the run of this folder, which ended with this exit code after these seconds; INVALID where it died.

        `began` is in seconds since the epoch: the run itself keeps its start to the second only.
        """
        result = _result(folder, code)
        if result is None:
            reason = f"the run died or left no verdict (exit code {code}): {said}"
            return cls(Verdict.INVALID, reason[:300], seconds=seconds, folder=folder)
        red = _red(result, _ends(folder), began, seconds)
        reason = next(iter(result.reasons), "")
        build = result.attestation.build
        return cls(result.verdict, reason, red, result.ledger, build, seconds, result.left_on_target, folder)

    @property
    def checks(self) -> tuple[str, ...]:
        """Every check that ran, by node id."""
        return tuple(entry.check for entry in self.entries if entry.outcome in RAN)

    @property
    def outcomes(self) -> Mapping[str, list[Entry]]:
        """What became of each check, by its name without parameters."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(bare(entry.check), []).append(entry)
        return found


def _result(folder: Path, code: int) -> Result | None:
    try:
        result = read(folder / files.VERDICT)
    except MergeError:
        return None
    return result if result.exit_code == code and not is_provisional(result) else None


def _red(result: Result, ends: Mapping[str, float], began: float, seconds: float) -> tuple[Caught, ...]:
    failed = [entry.check for entry in result.ledger if entry.outcome is Outcome.FAILED]
    if not failed:
        return ()
    lines = {check: headline(cause.text, 1) for cause in reversed(result.causes) for check in cause.checks}
    after = {check: round(ends.get(check, began + seconds) - began, 1) for check in failed}
    found = [Caught(check, after[check], lines.get(check, "")) for check in failed]
    return tuple(sorted(found, key=lambda caught: caught.seconds))


def _ends(folder: Path) -> dict[str, float]:
    """Return when each check ended, in seconds since the epoch, from what the run wrote for Allure."""
    ends = {}
    for path in (folder / files.ALLURE_RESULTS).glob("*-result.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        check = next((label["value"] for label in told.get("labels", ()) if label["name"] == "check"), "")
        ends[check] = told.get("stop", 0) / 1000
    return ends
