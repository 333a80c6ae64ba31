"""Memory of a watch: what a restart must neither forget nor tell twice; and the folders of its rounds."""

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ValidationError

from servio_verify.run import files
from servio_verify.watching.changes import Standing
from servio_verify.watching.outbox import Message

FILE = "watch.json"
HOLDS = timedelta(hours=1)
"""A watch that rested for longer, and for two rounds, starts anew: what it saw last says nothing of now."""

NEWEST_KEPT = 20
CHANGED_KEPT = 50


class Memory(BaseModel):
    """What stands in the file."""

    standing: Standing | None = None
    waiting: list[Message] = []
    dropped: int = 0
    changed: list[str] = []

    @classmethod
    def read(cls, folder: Path, now: datetime, every: float) -> Self:
        """Return what the last watch with this folder left; nothing where that is too old, or cannot be read."""
        try:
            kept = cls.model_validate_json((folder / FILE).read_bytes())
        except (OSError, ValidationError):
            return cls()
        if kept.standing and now - kept.standing.seen > max(HOLDS, timedelta(seconds=2 * every)):
            kept.standing = None
        return kept

    def write(self, folder: Path) -> None:
        """Write it down. Raises OSError."""
        files.write_atomically(folder / FILE, self.model_dump_json(indent=1), private=True)

    def note_change(self, round_folder: Path) -> None:
        """Keep the evidence of a round that ended otherwise than the one before it; of the latest such rounds."""
        self.changed = [*self.changed, round_folder.name][-CHANGED_KEPT:]

    def prune(self, folder: Path) -> None:
        """Remove the folders of old rounds, but for those of changes; and of rounds that were ended under way."""
        rounds = sorted(path for path in folder.glob("*t*z-*") if path.is_dir())
        over = [path for path in rounds if (path / files.VERDICT).is_file()]
        kept = {*over[-NEWEST_KEPT:], *(folder / name for name in self.changed)}
        _remove(path for path in rounds if path not in kept)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
