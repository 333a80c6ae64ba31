"""State of a proof that is not over, so that an interrupted one goes on where it was."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from servio_verify.proof.matrix.model import Ended, Row
from servio_verify.run.files import write_atomically

FILE = "unfinished.json"


@dataclass
class State:
    """Rows found, checks that ran without a fault, and seconds that it took; of the suite of this digest."""

    digest: str
    made: str
    rows: list[Row] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @classmethod
    def read(cls, folder: Path, digest: str, now: str) -> "State":
        """Return what was kept where it is of the same suite and catalogue; else an empty one of now.

        What stayed red without its fault is tried again: it tells of the target as it was then.
        """
        try:
            kept = _STATE.validate_json((folder / FILE).read_bytes())
        except (OSError, ValidationError):
            return cls(digest, now)
        if kept.digest != digest:
            return cls(digest, now)
        kept.rows = [row for row in kept.rows if row.ended is not Ended.STAYED_RED]
        return kept

    def write(self, folder: Path) -> None:
        """Keep it."""
        write_atomically(folder / FILE, _STATE.dump_json(self).decode())

    @staticmethod
    def drop(folder: Path) -> None:
        """Keep nothing: the proof is over."""
        (folder / FILE).unlink(missing_ok=True)

    @property
    def wrong(self) -> int:
        """Rows where promised and found differ."""
        return sum(row.ended.is_mismatch for row in self.rows)

    def lacks(self, by: str, fault: str) -> bool:
        """Whether a fault has no row yet."""
        return not any(row.by == by and row.fault == fault for row in self.rows)


_STATE = TypeAdapter(State)
