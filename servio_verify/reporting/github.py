"""GitHub job summary of a result."""

from collections.abc import Iterator
from pathlib import Path

from servio_verify.failures.headline import headline
from servio_verify.reporting import text
from servio_verify.results.model import Outcome, Result
from servio_verify.results.verdict import Verdict

SIGNS = {Verdict.GO: "✅", Verdict.NO_GO: "❌", Verdict.INCONCLUSIVE: "❔", Verdict.INVALID: "⚠️"}
FAILURES_SHOWN = 30


def write(result: Result, path: Path) -> None:
    """Add the summary to the file that `GITHUB_STEP_SUMMARY` names."""
    with path.open("a", encoding="utf-8") as file:
        file.write(markdown(result))


def markdown(result: Result) -> str:
    """Return the summary."""
    failed = [entry for entry in result.ledger if entry.outcome is Outcome.FAILED][:FAILURES_SHOWN]
    table = [
        *("", f"<details><summary>{len(failed)} failed checks</summary>", "", "| failed | why |", "|---|---|"),
        *(f"| `{entry.check}` | {cell(headline(entry.why))} |" for entry in failed),
        *("", "</details>"),
    ]
    lines = [
        f"## {SIGNS[result.verdict]} {text.title(result)}",
        "",
        *_reasons(result),
        "",
        _plain(text.counts(result)),
        "",
        *(f"- {_plain(line)}" for line in text.details(result)),
        *(table if failed else []),
    ]
    return "\n".join(lines) + "\n\n"


def _reasons(result: Result) -> Iterator[str]:
    """Yield each reason, its evidence folded behind it."""
    for reason, evidence in text.evidence(result):
        folded = "<br>".join(map(_plain, evidence))
        behind = f" <details><summary>evidence</summary>{folded}</details>" if evidence else ""
        yield f"- **{_plain(reason)}**{behind}"
    yield from (f"- **{line}**" for line in text.more_reasons(result))


def cell(words: str) -> str:
    """Return words as a cell of a table."""
    return _plain(words).replace("|", "\\|")


def _plain(words: str) -> str:
    """Return words of the target's own as text: nothing of them is markup."""
    return " ".join(words.split()).replace("<", "&lt;").replace("`", "'")
