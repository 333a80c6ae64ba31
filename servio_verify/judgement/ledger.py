"""Ledger: every check that a tier promises, and what became of it."""

import json
from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from servio_verify.environments.tier import Tier
from servio_verify.failures import failure
from servio_verify.failures.failure import Failure
from servio_verify.failures.kind import Kind
from servio_verify.judgement import reasons
from servio_verify.judgement.quarantine import Exempt
from servio_verify.results.model import Entry, Outcome
from servio_verify.run import files

OTHER = "other"


def tier_of(check: str) -> str:
    """Return the tier that a node id is of, by its folder."""
    return Tier.of(check) or OTHER


def write_promised(folder: Path, worker: str, checks: Iterable[str]) -> None:
    """Hand over what a worker collected, before anything was deselected; it outlives a crash."""
    files.write_atomically(folder / files.named(files.PROMISED, worker), json.dumps(list(checks)))


def take_promised(folder: Path) -> list[str]:
    """Return what the workers collected, and remove their files."""
    checks: dict[str, None] = {}
    for path in sorted(folder.glob(files.PROMISED)):
        checks |= dict.fromkeys(json.loads(path.read_text(encoding="utf-8")))
        path.unlink()
    return list(checks)


class Ledger:
    """Kept by the controller. A check that is promised and never heard of again did not run."""

    def __init__(self) -> None:
        self.failures: list[Failure] = []
        self._exempt: dict[str, Exempt] = {}
        self._promised: dict[str, None] = {}
        self._selected: set[str] = set()
        self._outcomes: dict[str, tuple[Outcome, str]] = {}
        self._seconds: dict[str, float] = {}
        self._tried_again: set[str] = set()

    @property
    def has_begun(self) -> bool:
        """Whether anything is known of any check."""
        return bool(self._seconds)

    @property
    def promised(self) -> Collection[str]:
        """Every check that was collected, selected or not."""
        return self._promised.keys()

    def promise(self, checks: Iterable[str]) -> None:
        """Note what was collected, before anything was deselected."""
        self._promised |= dict.fromkeys(checks)

    def select(self, checks: Iterable[str]) -> None:
        """Note what is going to run."""
        chosen = list(checks)
        self._selected |= set(chosen)
        self.promise(chosen)

    def note(self, report: pytest.TestReport) -> None:
        """Take a report in, of any phase of a check."""
        check = report.nodeid
        if exempt := Exempt.of_report(report):  # passes as long as each phase does
            known = self._exempt.get(check, exempt)
            self._exempt[check] = exempt._replace(passes=known.passes and exempt.passes)
        self._seconds[check] = self._seconds.get(check, 0.0) + report.duration
        if report.outcome == "rerun":  # type: ignore[comparison-overlap] # pytest-rerunfailures' own word
            self._tried_again.add(check)
        elif hasattr(report, "wasxfail"):
            self._note_expected(report, str(report.wasxfail))
        elif report.failed:
            self._fail(failure.read(report))
        elif report.skipped:
            self._outcomes.setdefault(check, (Outcome.SKIPPED, _skip_reason(report)))
        elif report.when == "call":
            again = (Outcome.FLAKY, "passed only when it was tried again")
            self._outcomes.setdefault(check, again if check in self._tried_again else (Outcome.PASSED, ""))

    @property
    def exempt(self) -> list[Exempt]:
        """Checks that ran and did not decide, or that decide again."""
        known = {check: outcome for check, (outcome, _) in self._outcomes.items()}
        return [each for each in self._exempt.values() if each.ended or known[each.check] is Outcome.QUARANTINED]

    def lose(self, report: pytest.CollectReport) -> None:
        """Take in a file that was not collected: nobody knows what it promised. Every worker says so once."""
        if report.passed or report.nodeid in self._outcomes:
            return
        self.select([report.nodeid])
        if report.skipped:
            self._outcomes[report.nodeid] = (Outcome.SKIPPED, f"all of {report.nodeid} ({_skip_reason(report)})")
            return
        last = str(report.longrepr).strip().splitlines()[-1]
        text = f"a file of checks could not be collected: {last.removeprefix('E').strip()}"
        self._fail(Failure(check=report.nodeid, kind=Kind.SUITE_ERROR, text=text, since=0.0, until=0.0))

    def entries(self, not_selected: str, not_run: str) -> tuple[Entry, ...]:
        """Return the book; the reasons are for checks that were not selected, and that did not run."""
        tiers = {tier_of(check) for check in self._selected}
        silent = {False: (Outcome.NOT_SELECTED, not_selected), True: (Outcome.NOT_RUN, not_run)}
        return tuple(
            self._entry(check, self._outcomes.get(check, silent[check in self._selected]))
            for check in self._promised
            if tier_of(check) in tiers
        )

    def _entry(self, check: str, became: tuple[Outcome, str]) -> Entry:
        seconds = round(self._seconds.get(check, 0.0), 3)
        return Entry(check=check, tier=tier_of(check), outcome=became[0], why=became[1], seconds=seconds)

    def _note_expected(self, report: pytest.TestReport, why: str) -> None:
        """Enter a check that may fail: by an exemption, or because it says so itself, which has no owner and no end."""
        check = report.nodeid
        if check in self._exempt:
            failed = hasattr(report, failure.ATTRIBUTE)
            said = f"{why}\n{reasons.explain(failure.read(report))}" if failed else why
            self._outcomes.setdefault(check, (Outcome.QUARANTINED, said))
        elif report.skipped:
            gave_up = f"{check} gave up by pytest.xfail ({why.removeprefix('reason: ')}): write a quarantine"
            self._outcomes.setdefault(check, (Outcome.NOT_RUN, gave_up))
        else:
            self._outcomes.setdefault(check, (Outcome.PASSED, ""))

    def _fail(self, failure: Failure) -> None:
        self.failures.append(failure)
        crashed = failure.kind is Kind.CRASH
        self._outcomes[failure.check] = (Outcome.NOT_RUN if crashed else Outcome.FAILED, reasons.explain(failure))


def _skip_reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    said = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""
    reason = said.removeprefix("Skipped").removeprefix(": ").strip()
    return reason or f"{report.nodeid}: skipped without a reason"
