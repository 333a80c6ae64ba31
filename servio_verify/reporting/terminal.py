"""Terminal summary: the last lines of a run."""

from collections.abc import Iterator

import pytest

from servio_verify.reporting import text
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict

EVIDENCE_LINES = 2
"""Lines of evidence below a reason: which check and when, and what it saw. The rest is on the summary page."""

WIDEST = 160
"""Characters of a line of evidence."""


def show(result: Result, reporter: pytest.TerminalReporter) -> None:
    """Write the word, its reasons, what it does not cover, and where the evidence is."""
    good = result.verdict is Verdict.GO
    reporter.section(text.title(result), bold=True, green=good, red=not good)
    for line in lines(result):
        reporter.write_line(line)


def hush(config: pytest.Config) -> None:
    """Let pytest show no failure: after an interruption they say how the browser was gone, and nothing of Servio."""
    config.option.tbstyle = "no"
    reporter: pytest.TerminalReporter | None = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.reportchars = ""


def _reasons(result: Result) -> Iterator[str]:
    """Yield each reason, and indented below it the first lines of its evidence."""
    for reason, evidence in text.evidence(result):
        yield f"- {reason}"
        yield from (f"    {_cut(line)}" for line in evidence[:EVIDENCE_LINES])
    yield from (f"- {line}" for line in text.more_reasons(result))


def _cut(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"


def lines(result: Result) -> list[str]:
    """Return what stands below the word."""
    evidence = [] if result.parts else [f"evidence: {result.folder} (verdict.json, allure-results)"]
    return [
        *_reasons(result),
        text.counts(result),
        *text.details(result),
        *evidence,
    ]
