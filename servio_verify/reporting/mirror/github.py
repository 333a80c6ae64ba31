"""GitHub job summary of a mirror."""

from servio_verify.infra.mirror import sentences
from servio_verify.infra.mirror.difference import Difference, Mirror
from servio_verify.reporting.github import cell

SIGNS = {0: "✅", 1: "❌", 10: "❔"}


def markdown(mirror: Mirror) -> str:
    """Return the summary."""
    lines = [f"## {SIGNS[mirror.exit_code]} {cell(sentences.title(mirror))}", "", sentences.counts(mirror), ""]
    lines += [sentences.NEXT[mirror.exit_code], "", *(f"- {cell(line)}" for line in sentences.sources(mirror))]
    for heading, rows in (("To settle", mirror.findings), ("Agreed", mirror.agreed)):
        if rows:
            lines += ["", f"### {heading}", "", _row("fact", *mirror.names, "since", "agreed"), "|---|---|---|---|---|"]
            lines += [_of(row, mirror.names) for row in rows]
    if mirror.not_compared:
        lines += ["", "### Not compared", "", *(f"- {cell(str(each))}" for each in mirror.not_compared)]
    return "\n".join(lines) + "\n\n"


def _of(row: Difference, names: tuple[str, str]) -> str:
    return _row(row.fact, *row.values, sentences.since(row), sentences.remark(row, names) or "no")


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(cell, cells))} |"
