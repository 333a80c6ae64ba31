"""Record of clean-ups: what the last one of a database did, where a run on this machine finds it."""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from servio_verify.infra.address import Address
from servio_verify.run import files, state_dir

FORM = 1


@dataclass
class CleanUp:
    """One clean-up. Times are UTC, as ISO writes them; nothing in it is of a row or a secret."""

    database: str
    table: str
    started: str
    ended: str
    older_than: str
    """The instant before which rows went."""

    complete: bool = False
    """Whether all went that had to go."""

    rows: dict[str, int] = field(default_factory=dict)
    """Rows deleted, by table."""

    unlinked: dict[str, int] = field(default_factory=dict)
    """Rows that stayed and lost their reference (ON DELETE SET NULL), by table and constraint."""

    kept: dict[str, int] = field(default_factory=dict)
    """Rows that are old and stayed, by the reason."""

    before: str | None = None
    """When the last one ended before it that left nothing."""

    oldest_left: str | None = None
    batches: int = 0
    longest_lock_ms: int = 0
    seconds: float = 0.0

    def to_json(self) -> str:
        """Return it as a JSON document."""
        return json.dumps({"form": FORM, **asdict(self)}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "CleanUp":
        """Return what `to_json` wrote. Raises ValueError for anything else."""
        told: dict[str, Any] = json.loads(text)
        if not isinstance(told, dict) or told.pop("form", None) != FORM:
            raise ValueError("it is no record of a clean-up")
        try:
            found = cls(**told)
            datetime.fromisoformat(found.ended)
        except TypeError as error:
            raise ValueError("it is no record of a clean-up") from error
        return found


def database_of(address: Address) -> str:
    """Return which database an address is of, without user and password."""
    return f"{address.host}:{address.port}/{address.name}"


def record_path(address: Address) -> Path:
    """Return where the last clean-up of a database is kept on this machine."""
    name = re.sub(r"[^\w.-]+", "-", database_of(address))
    return state_dir.folder() / "clean-up" / f"{name}.json"


def _whole_before(path: Path, database: str) -> str | None:
    try:
        last = CleanUp.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = last.ended if last.complete else last.before
    return whole if last.database == database else None


def write_record(cleaned: CleanUp, address: Address, also: Path | None) -> None:
    """Keep it on this machine, and in a file that another machine may read. Raises OSError."""
    paths = [record_path(address), *([also] if also else [])]
    cleaned.before = max(filter(None, (_whole_before(path, cleaned.database) for path in paths)), default=None)
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_atomically(path, cleaned.to_json())
