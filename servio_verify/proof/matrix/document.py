"""The proof as files: JSON, a document for people, and a picture."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from servio_verify.failures.sentences import sentence
from servio_verify.proof.fault import Expected
from servio_verify.proof.matrix import counts, file, picture
from servio_verify.proof.matrix.model import Ended, Matrix, Row
from servio_verify.proof.matrix.worth import Worth, bare, red, worths
from servio_verify.run.files import write_atomically

STEM = "proof"
NAMED = 3
LEFT_OPEN = (" on", " with", " of")


def write(matrix: Matrix, folder: Path, stem: str = STEM) -> None:
    """Write all of them, called by this stem: the document, and beside it the JSON and the picture."""
    file.write(matrix, folder / f"{stem}.json")
    write_atomically(folder / f"{stem}.svg", picture.draw(matrix))
    write_atomically(folder / f"{stem}.md", text(matrix, f"{stem}.svg"))


def text(matrix: Matrix, image: str) -> str:
    """Return the document, which shows this picture."""
    parts = [_head(matrix, image), *_mismatches(matrix), *_survivors(matrix), *_not_applicable(matrix)]
    parts += [_section(kind, rows) for kind, rows in counts.by_kind(matrix).items()]
    parts += [*_harmless(matrix), *(_worth(worths(matrix)) if matrix.whole else [])]
    return "\n\n".join(parts) + "\n"


def _head(matrix: Matrix, image: str) -> str:
    build = f", build {matrix.build}" if matrix.build else ""
    checks = len(set(map(bare, matrix.checks)))
    ran = f"{checks} checks, all green without a fault; {_how(matrix)}, and {_again(matrix)}"
    lines = [
        f"# What the suite catches on {matrix.environment}",
        f"**{counts.summary(matrix)}.**",
        f"Proved {matrix.made[:16].replace('T', ' ')} (UTC) by suite {matrix.commit}{build}, in "
        f"{_lasted(matrix.seconds)}: {'nothing ran under a fault' if counts.is_empty(matrix) else ran}.",
        f'<img src="{image}" width="100%" alt="faults against the checks that catch them">',
    ]
    return "\n\n".join(lines)


def _how(matrix: Matrix) -> str:
    if not matrix.whole:
        return "the promised checks ran first, the tier if needed"
    part = [row for row in matrix.rows if row.verdict and not row.whole]
    others = f", under {len(part)} of them what promises to catch them" if part else ""
    return f"the whole tier ran under each fault{others}"


def _lasted(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def _again(matrix: Matrix) -> str:
    doubtful = sum(row.ended in (Ended.STAYED_RED, Ended.UNSTEADY) for row in matrix.rows)
    but = f", but for {doubtful} not as promised" if doubtful else ""
    return f"what was red was green again without it{but}"


def _mismatches(matrix: Matrix) -> Iterator[str]:
    if rows := matrix.mismatches:
        lines = [f"- **{row.fault}**: {row.ended}. {_cell(row.why)}{_evidence(row)}" for row in rows]
        yield "\n".join([f"## Not as promised ({len(rows)})", "", *lines])


def _evidence(row: Row) -> str:
    return f" (evidence: `runs/{row.evidence}`)" if row.evidence else ""


def _survivors(matrix: Matrix) -> Iterator[str]:
    rows = [row for row in matrix.rows if row.expected is Expected.SURVIVES and not row.ended.is_mismatch]
    if rows := [row for row in rows if row.verdict]:
        lines = [f"- **{row.fault}**: {_cell(row.title)}. Why: {row.survives_because}" for row in rows]
        yield "\n".join([f"## Not caught, and said so ({len(rows)})", "", *lines])


def _not_applicable(matrix: Matrix) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for row in matrix.rows:
        if row.ended is Ended.NOT_APPLICABLE:
            found.setdefault(row.why, []).append(row.fault)
    if found:
        lines = [f"- {why}: {', '.join(names)}" for why, names in found.items()]
        yield "\n".join([f"## Not applicable here ({sum(map(len, found.values()))})", "", *lines])


def _section(kind: str, rows: Sequence[Row]) -> str:
    lines = [
        f"## {sentence(kind)}",
        "",
        "| fault | what a guest or a restaurant suffers | caught by | after | first line |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_line, rows)])


def _line(row: Row) -> str:
    checks = red(row)
    named = [check for check in checks if check in row.promised] or list(checks)
    by = "<br>".join(_said(check) for check in named[:NAMED])
    more = len(checks) - len(named[:NAMED])
    by += f"<br>and {more} more" if more and by else ""
    if not by:
        by = f"the verdict {row.verdict}" if row.verdict and row.verdict != "GO" else "nothing"
    if row.ended.is_mismatch:
        by = f"**{row.ended}**<br>{by}"
    elif row.share:
        by += f"<br>in {row.share.caught} of {row.share.runs} runs ({row.share.low:.0%} to {row.share.high:.0%})"
    after = f"{row.detected:.1f} s" if row.detected is not None else f"{row.seconds:.1f} s"
    cells = (f"**{row.fault}**<br>{_cell(row.title)}", _cell(row.suffers), by, after, _cell(row.first_line))
    return f"| {' | '.join(cells)} |"


def _said(check: str) -> str:
    """Return a check's name as a sentence; one that its parameters would end is left open."""
    said = sentence(check.rpartition("::")[2])
    return f"{said} …" if said.endswith(LEFT_OPEN) else said


def _harmless(matrix: Matrix) -> Iterator[str]:
    rows = [row for row in matrix.rows if row.expected is Expected.HARMLESS and row.verdict]
    if rows:
        lines = [f"## Harmless differences ({len(rows)})", "", "| difference | | everything |", "|---|---|---|"]
        said = [(row, "green" if not row.ended.is_mismatch else f"**{row.ended}**: {_cell(row.why)}") for row in rows]
        yield "\n".join([*lines, *(f"| {row.fault} | {_cell(row.title)} | {how} |" for row, how in said)])


def _worth(found: Sequence[Worth]) -> Iterator[str]:
    only = [it for it in found if it.alone]
    second = [it for it in found if it.second and not it.alone]
    nothing = [it for it in found if it.catches_nothing]
    groups = {
        "The only one to catch something": [f"- `{it.check}`: {_names(it.alone)}" for it in only],
        "A second line, beside others": [
            f"- `{it.check}`: {_names(it.second)}; beside {_names(f'`{other}`' for other in it.beside)}"
            for it in second
        ],
        "Catch no fault of this proof": [f"- `{it.check}`" for it in nothing],
    }
    yield "## What each check is worth"
    yield from ("\n".join([f"{words} ({len(lines)}):", "", *lines]) for words, lines in groups.items() if lines)


def _names(names: Iterable[str]) -> str:
    told = list(names)
    return ", ".join(told[:NAMED]) + (f" and {len(told) - NAMED} more" if len(told) > NAMED else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
