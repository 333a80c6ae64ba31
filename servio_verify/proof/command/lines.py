"""Lines of a proof, for the terminal."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from servio_verify.proof.fault import Fault
from servio_verify.proof.matrix import counts
from servio_verify.proof.matrix.document import STEM
from servio_verify.proof.matrix.model import Matrix, Row

LONGEST = 160


def cut(line: str) -> str:
    """Return the line, of a length that a terminal and a chat can show."""
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def beginning(environment: str, web_url: str, faults: Sequence[Fault], workers: int) -> str:
    """Return the line before anything is run."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults, {workers} at a time"
    return cut(f"proving {environment} at {web_url}: {count}; first, all must be green without any")


def going_on(kept: int, whole: int, made: str) -> str:
    """Return the line about what an interrupted proof has done."""
    return f"going on with the proof of {made[:16].replace('T', ' ')} (UTC), which has done {kept} of {whole}"


def anew(dropped: int) -> str:
    """Return the line about an unfinished proof that cannot be gone on with."""
    return f"an unfinished proof with {dropped} done is of another suite, environment, build or way: begun anew"


def mismatch(row: Row) -> str:
    """Return the line of a row where promised and found differ."""
    return cut(f"  {row.fault}: {row.ended}; {row.why}" if row.why else f"  {row.fault}: {row.ended}")


def found(row: Row) -> str:
    """Return the line of a row, whatever became of it."""
    return mismatch(row) if row.ended.is_mismatch else cut(f"  {row.fault}: {row.ended}; {row.first_line or 'GO'}")


def left(done: int, whole: int, red: int, seconds: float | None) -> str:
    """Return how far it is: what is done, how much of it is not as promised, and how long the rest may take."""
    told = f"{done} of {whole}, {red} not as promised"
    if seconds is None:
        return told
    return f"{told}, about {seconds / 60:.0f} min left" if seconds >= 90 else f"{told}, about {seconds:.0f} s left"


def end(matrix: Matrix, folder: Path) -> list[str]:
    """Return the last lines."""
    wrong = matrix.mismatches
    lines = [f"{matrix.environment}: {counts.summary(matrix)}"]
    if wrong:
        names = ", ".join(row.fault for row in wrong)
        lines.append(f"{len(wrong)} not as promised: {names}")
    if counts.is_empty(matrix) and not wrong:
        lines.append("nothing is proved: none of what was asked for can be tried here; the document says why")
    return [*map(cut, lines), f"see {folder}/{STEM}.md, {STEM}.svg and {STEM}.json"]


def table(faults: Iterable[Fault]) -> list[str]:
    """Return the catalogue as a table."""
    rows = [(fault.name, fault.kind, str(fault.tier), str(fault.expected), fault.title) for fault in faults]
    rows.insert(0, ("FAULT", "KIND", "TIER", "EXPECTED", "WHAT IS WRONG"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [cut("  ".join([*(row[n].ljust(widths[n]) for n in range(4)), row[4]]).rstrip()) for row in rows]
