"""Terminal summary: the last lines of a run."""

import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest
from slugify import slugify

from servio_verify.reporting import text
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import files

EVIDENCE_LINES = 2
"""Lines of evidence below a reason: which check and when, and what it saw. The rest is on the summary page."""

WIDEST = 160
"""Characters of a line of evidence."""


def show(result: Result, reporter: pytest.TerminalReporter | None) -> None:
    """Write the word, its reasons, what it does not cover, what to do, and where to look: the end of the terminal."""
    if reporter is None:  # -p no:terminal
        sys.stderr.write(f"{text.first_line(result)}\n")
        return
    good = result.verdict is Verdict.GO
    reporter.section(text.title(result), bold=True, green=good, red=not good)
    for line in lines(result):
        reporter.write_line(line)


def unchecked(result: Result) -> str:
    """Return the end of a run that could not begin: one line with the reason, what it saw, and where that is kept."""
    seen = [line for _, evidence in text.evidence(result) for line in evidence[:EVIDENCE_LINES]]
    told = [text.first_line(result), *(f"    {_cut(line)}" for line in seen)]
    return "\n".join([*told, f"see {result.folder / files.SUMMARY}"]) + "\n"


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
    return [
        *_reasons(result),
        text.counts(result),
        *(_cut(line) if line.startswith("changed since") else line for line in text.details(result)),
        text.next_step(result),
        *([] if result.parts else _where(result)),
    ]


def _where(result: Result) -> Iterator[str]:
    """Yield where to look, and the command that runs again what failed first."""
    check = next((check for cause in result.causes for check in cause.checks), "")
    left = result.folder / files.BROWSER / slugify(check)
    if check and left.is_dir():
        with suppress(OSError):
            yield f"run it again: {(left / 'reproduce.txt').read_text(encoding='utf-8').strip()}"
        yield f"of that check: {left} ({', '.join(sorted(path.name for path in left.iterdir()))})"
    yield f"evidence: {result.folder} ({files.SUMMARY}, {files.VERDICT}, {files.ALLURE_RESULTS})"
