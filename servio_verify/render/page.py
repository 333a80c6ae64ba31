"""The summary as one HTML page that needs nothing else: no script, no network; readable on a phone at night."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from servio_verify.render import text
from servio_verify.result import Outcome, Result
from servio_verify.verdict import Verdict

FILE = "summary.html"
NEXT = {
    Verdict.GO: "Every promised check ran and passed, and one build answered from start to end: go.",
    Verdict.NO_GO: "Servio breaks a promise; each reason says which. Roll back or fix.",
    Verdict.INCONCLUSIVE: "It could not be told. See to what was down or did not run, and run again.",
    Verdict.INVALID: "This run cannot be trusted. See the reason, remove it, and run again.",
}
SIGNS = {Verdict.GO: "✓", Verdict.NO_GO: "✗", Verdict.INCONCLUSIVE: "?", Verdict.INVALID: "!"}


def write(result: Result, path: Path) -> None:
    """Write the page; OSError where it cannot be written."""
    path.write_text(html(result), encoding="utf-8", errors="replace")


def html(result: Result) -> str:
    """Return the page. All words of the target are escaped: they may hold markup."""
    pages = Environment(loader=PackageLoader("servio_verify.render"), autoescape=True, undefined=StrictUndefined)
    failed = [entry for entry in result.ledger if entry.outcome is Outcome.FAILED]
    return pages.get_template("summary.html").render(
        result=result,
        title=text.title(result),
        sign=SIGNS[result.verdict],
        next=NEXT[result.verdict],
        counts=text.counts(result),
        failed=failed,
        details=list(text.details(result)),
    )
