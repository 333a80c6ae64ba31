"""Counts of a proof, in one line and by kind."""

from collections import Counter

from servio_verify.proof.fault import Expected
from servio_verify.proof.matrix.model import Ended, Matrix, Row
from servio_verify.results.verdict import Verdict


def by_kind(matrix: Matrix) -> dict[str, list[Row]]:
    """Return the faults that are to be caught, and the others that do not end as they should, by kind.

    `cors` and `CORS` of two catalogues are one kind, which is called as it stands first.
    """
    found: dict[str, list[Row]] = {}
    names: dict[str, str] = {}
    for row in tried(matrix):
        if row.expected is Expected.CAUGHT or row.ended.is_mismatch:
            found.setdefault(names.setdefault(row.kind.casefold(), row.kind), []).append(row)
    return found


def tried(matrix: Matrix) -> list[Row]:
    """Return the rows that apply."""
    return [row for row in matrix.rows if row.ended is not Ended.NOT_APPLICABLE]


def is_empty(matrix: Matrix) -> bool:
    """Return whether nothing ran under any fault: then nothing is proved, whatever the rows say."""
    return not any(row.verdict for row in matrix.rows)


def summary(matrix: Matrix) -> str:
    """Return the proof in one line: what is caught, what survives, false alarms, what does not apply."""
    rows = tried(matrix)
    caught = [row for row in rows if row.expected is Expected.CAUGHT]
    survive = [row for row in rows if row.expected is Expected.SURVIVES]
    harmless = [row for row in rows if row.expected is Expected.HARMLESS]
    told = []
    if caught:
        told.append(f"{_kept(caught)} of {_many(len(caught), 'fault')} caught as promised{_without_blame(caught)}")
    if survive:
        told.append(f"{_kept(survive)} of {len(survive)} survive as said")
    if harmless:
        alarms = _many(len(harmless) - _kept(harmless), "false alarm")
        told.append(f"{alarms} in {_many(len(harmless), 'harmless difference')}")
    if aside := len(matrix.rows) - len(rows):
        told.append(f"{aside} not applicable here")
    return "; ".join(told) or "nothing was tried"


def _without_blame(caught: list[Row]) -> str:
    """Return in brackets how many are caught by a verdict that does not blame Servio."""
    kept = Counter(row.verdict for row in caught if not row.ended.is_mismatch and row.verdict is not Verdict.NO_GO)
    told = [f"{count} by {verdict}" for verdict, count in sorted(kept.items(), key=str)]
    return f" ({', '.join(told)})" if told else ""


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _kept(rows: list[Row]) -> int:
    return sum(not row.ended.is_mismatch for row in rows)
