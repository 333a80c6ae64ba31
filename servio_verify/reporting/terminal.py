"""The last lines of the terminal."""

import pytest

from servio_verify.reporting import text
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict


def show(result: Result, reporter: pytest.TerminalReporter) -> None:
    """Write the word, its reasons, what it does not cover, and where the evidence is."""
    good = result.verdict is Verdict.GO
    reporter.section(text.title(result), bold=True, green=good, red=not good)
    for line in lines(result):
        reporter.write_line(line)


def lines(result: Result) -> list[str]:
    """Return what stands below the word."""
    evidence = [] if result.parts else [f"evidence: {result.folder} (verdict.json, allure-results)"]
    return [
        *(f"- {reason}" for reason in text.reasons(result)),
        text.counts(result),
        *text.details(result),
        *evidence,
    ]
