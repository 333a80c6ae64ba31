"""What an interrupted proof has found, kept for the one that goes on."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from servio_verify.proof.matrix.model import Ended, Row
from servio_verify.run.files import write_atomically

FILE = "unfinished.json"


@dataclass
class Kept:
    """Rows of a proof that is not over, and the digest of what they hold for."""

    digest: str
    made: str
    rows: list[Row] = field(default_factory=list)
    dropped: int = 0
    """Rows of another suite, environment, build or catalogue that were there."""
    spent: float = 0.0
    """Seconds that its rows took, over all its parts."""

    @classmethod
    def read(cls, folder: Path, digest: str, now: str) -> "Kept":
        """Return what was kept where it is of the same suite, environment and catalogue; else an empty one of now.

        What stayed red without its fault is tried again: it tells of the target as it was then.
        """
        try:
            kept = _KEPT.validate_json((folder / FILE).read_bytes())
        except (OSError, ValidationError):
            return cls(digest, now)
        if kept.digest != digest:
            return cls(digest, now, dropped=len(kept.rows))
        kept.rows = [row for row in kept.rows if row.ended is not Ended.STAYED_RED]
        return kept

    def add(self, row: Row, folder: Path, spent: float = 0.0) -> None:
        """Keep one more, after so many seconds in all."""
        self.rows.append(row)
        self.spent, self.dropped = spent, 0
        write_atomically(folder / FILE, _KEPT.dump_json(self).decode())

    @staticmethod
    def drop(folder: Path) -> None:
        """Keep nothing: the proof is over."""
        (folder / FILE).unlink(missing_ok=True)


_KEPT = TypeAdapter(Kept)
