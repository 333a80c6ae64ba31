"""Judges a run of checks, writes the judgement down and says it in a few lines."""

import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from servio_verify.environment import Environment
from servio_verify.journal import journals
from servio_verify.run import Run
from servio_verify.verdict import Verdict

REASONS_SHOWN = 5


class Result(BaseModel):
    """What became of a run; written to `verdict.json` as it is."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    reasons: tuple[str, ...]
    environment: str
    web_url: str
    api_url: str
    run: str
    passed: int = 0
    failed: int = 0
    skipped: dict[str, str] = {}
    not_selected: int = 0
    left_on_target: int = 0
    swept: int = 0
    flaky: tuple[str, ...] = ()
    quarantined: dict[str, str] = {}
    scrubbed: int = 0
    folder: Path


def judge(config: pytest.Config, environment: Environment, run: Run, exit_status: int, **facts: int) -> Result | None:
    """Return the result and write it to the run's folder; None where pytest's own exit code (2 to 5) says more."""
    if exit_status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return None
    stats = config.pluginmanager.get_plugin("terminalreporter").stats  # type: ignore[union-attr] # it is always there
    broken = _reports(stats, "failed", "error")
    passed = len(stats.get("passed", ()))
    return _written(
        environment,
        run,
        verdict=_verdict(passed, len(broken)),
        reasons=tuple(map(_reason, broken)) or (() if passed else ("no check ran to its end",)),
        passed=passed,
        failed=len({report.nodeid for report in broken}),
        skipped={report.nodeid: _skip_reason(report) for report in stats.get("skipped", ())},
        not_selected=len(stats.get("deselected", ())),
        flaky=tuple(sorted(_ids(stats, "rerun") - _ids(stats, "failed", "error"))),
        quarantined={
            report.nodeid: report.wasxfail for kind in ("xfailed", "xpassed") for report in stats.get(kind, ())
        },
        **facts,
    )


def unchecked(environment: Environment, run: Run, reason: str) -> Result:
    """Return the result of a run that could not begin, and write it to the run's folder."""
    return _written(environment, run, verdict=Verdict.INCONCLUSIVE, reasons=(reason,))


def leftovers(run: Run) -> int:
    """Return how many things the run's journals say may still be on the target."""
    return sum(journal.open for journal in journals(run.folder))


def show(result: Result, reporter: pytest.TerminalReporter) -> None:
    """Write the last lines of the terminal: the word, its reasons, what it does not cover, where the evidence is."""
    good = result.verdict is Verdict.GO
    reporter.section(f"{result.verdict} for {result.environment}", bold=True, green=good, red=not good)
    for reason in result.reasons[:REASONS_SHOWN]:
        reporter.write_line(f"- {reason}")
    if len(result.reasons) > REASONS_SHOWN:
        reporter.write_line(f"- and {len(result.reasons) - REASONS_SHOWN} more")
    counts = f"{result.passed} checks passed, {result.failed} failed, {len(result.skipped)} skipped"
    reporter.write_line(f"{counts} at {result.web_url}")
    for reason in sorted(set(result.skipped.values())):
        reporter.write_line(f"not covered: {reason}")
    if result.not_selected:
        reporter.write_line(f"not covered: {result.not_selected} checks that were not selected")
    for check in result.flaky:
        reporter.write_line(f"flaky: {check} passed only when it was tried again")
    for check, why in result.quarantined.items():
        reporter.write_line(f"not decided: {check} is {why}")
    if result.swept:
        reporter.write_line(f"swept: {result.swept} things that earlier runs had left")
    if result.left_on_target:
        reporter.write_line(f"left on the target: {result.left_on_target} things, see {result.folder}/journal-*.jsonl")
    reporter.write_line(f"evidence: {result.folder} (verdict.json, allure-results)")


def _written(environment: Environment, run: Run, **facts: Any) -> Result:
    result = Result(
        environment=environment.name,
        web_url=environment.web_url,
        api_url=environment.api_url,
        run=run.id,
        folder=Path(os.path.relpath(run.folder)),
        **facts,
    )
    (run.folder / "verdict.json").write_text(result.model_dump_json(indent=2), encoding="utf-8")
    return result


def _verdict(passed: int, broken: int) -> Verdict:
    if broken:
        return Verdict.NO_GO
    return Verdict.GO if passed else Verdict.INCONCLUSIVE


def _reason(report: Any) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    first, *more = (crash.message if crash else str(report.longrepr).splitlines()[-1]).splitlines()
    seen = [line.strip() for line in more if line.startswith("Actual value:")]  # how Playwright says what it saw
    told = ", ".join([first.removeprefix("AssertionError: "), *seen])
    return f"{report.nodeid.partition('::')[2]}: {told}"


def _reports(stats: dict[str, list[Any]], *kinds: str) -> list[Any]:
    return [report for kind in kinds for report in stats.get(kind, ())]


def _ids(stats: dict[str, list[Any]], *kinds: str) -> set[str]:
    return {report.nodeid for report in _reports(stats, *kinds)}


def _skip_reason(report: Any) -> str:
    return str(report.longrepr[2]).removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else "skipped"
