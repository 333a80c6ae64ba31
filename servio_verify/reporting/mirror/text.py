"""Table of a mirror for the terminal, 80 columns wide or more."""

import textwrap
from collections.abc import Iterator

from servio_verify.infra.mirror import sentences
from servio_verify.infra.mirror.difference import Difference, Mirror

NARROWEST, WIDEST = 80, 130
SINCE = len("2026-11-28")
GAP = "  "
Columns = tuple[int, int, int, int]


def lines(mirror: Mirror, width: int) -> Iterator[str]:
    """Yield the lines of the table, what is to settle first."""
    width = min(max(width, NARROWEST), WIDEST)
    yield from textwrap.wrap(f"{sentences.title(mirror)}: {sentences.counts(mirror)}", width)
    for line in sentences.sources(mirror):
        yield from _indented(line, width, 2)
    columns = _columns(mirror, width)
    for heading, rows in (("To settle", mirror.findings), ("Agreed", mirror.agreed)):
        if rows:
            yield from ("", heading, _line(("  fact", *mirror.names, "since"), columns))
            yield from (line for row in rows for line in _row(row, mirror.names, columns))
    if mirror.not_compared:
        yield from ("", "Not compared")
        for each in mirror.not_compared:
            known = f" (known, {each.known.owner} until {each.known.until}: {each.known.reason})" if each.known else ""
            yield from _indented(f"{each}{known}", width, 2)
    yield from ("", *textwrap.wrap(sentences.NEXT[mirror.exit_code], width))


def _row(row: Difference, names: tuple[str, str], columns: Columns) -> Iterator[str]:
    """Yield a row, and what is said about it; values that are too long for their columns stand below each other."""
    cells = (f"  {row.fact}", *row.values, sentences.since(row))
    width = sum(columns) + len(GAP) * (len(columns) - 1)
    if all(len(cell) <= column for cell, column in zip(cells, columns, strict=True)):
        yield _line(cells, columns)
    else:
        yield _line((cells[0], cells[-1]), (width - SINCE - len(GAP), SINCE))
        longest = max(map(len, names)) + 1
        for name, value in zip(names, row.values, strict=True):
            yield from _indented(f"{name + ':':<{longest}} {value}", width, 6, 6 + longest + 1)
    for said in filter(None, (row.what, sentences.remark(row, names))):
        yield from _indented(said, width, 6, 6)


def _columns(mirror: Mirror, width: int) -> Columns:
    room = width - SINCE - 3 * len(GAP)
    longest = max((len(row.fact) + 2 for row in mirror.differences), default=0)
    first = min(max(longest, room // 4), room // 2)
    return first, (room - first) // 2, room - first - (room - first) // 2, SINCE


def _line(cells: tuple[str, ...], columns: tuple[int, ...]) -> str:
    return GAP.join(cell.ljust(column) for cell, column in zip(cells, columns, strict=True)).rstrip()


def _indented(text: str, width: int, first: int, then: int = 6) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=" " * first, subsequent_indent=" " * then)
