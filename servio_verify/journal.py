"""The write-ahead list of what a run makes on the target, one file per worker."""

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Journal:
    """Each line is written before the next step is taken, so that a killed run leaves a true list."""

    path: Path
    _open: list[str] = field(default_factory=list)

    def intend(self, name: str) -> None:
        """Note that a thing of this name is about to be made."""
        self._write("intend", name=name)

    def made(self, path: str) -> None:
        """Note where a thing that was made can be deleted, as a path below `/api/v1`."""
        self._write("made", path=path)
        self._open.append(path)

    def deleted(self, path: str) -> None:
        """Note that a thing is gone."""
        self._write("deleted", path=path)
        if path in self._open:
            self._open.remove(path)

    @property
    def left(self) -> list[str]:
        """Return the paths of what was made and is not deleted, the newest first."""
        return self._open[::-1]

    def _write(self, step: str, **facts: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step} | facts) + "\n")
