"""Journal: the write-ahead list of what a run makes on the target, one file for each process."""

import fnmatch
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from servio_verify.run import files
from servio_verify.run.identity import Run


@dataclass
class Journal:
    """Each line is written before the next step is taken, so that a killed run leaves a true list.

    A name is intended, then made (at a path below `/api/v1`) or absent; what was made is deleted in the end.
    """

    path: Path
    intended: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, run: Run, process: str = "") -> "Journal":
        """Return the journal of a process of the run, by default of this worker."""
        return cls(run.folder / files.named(files.JOURNALS, process or run.worker))

    @classmethod
    def read(cls, path: Path) -> "Journal":
        """Return a journal as a run left it; a line that a kill cut short counts as not written."""
        journal = cls(path)
        for step in _steps(path):
            journal._take(**step)
        return journal

    def intend(self, name: str) -> None:
        """Note that a thing of this name is about to be made."""
        self._write(step="intended", name=name)

    def note_made(self, name: str, path: str) -> None:
        """Note where the thing of that name can be deleted."""
        self._write(step="made", name=name, path=path)

    def note_absent(self, name: str) -> None:
        """Note that no thing of that name was made."""
        self._write(step="absent", name=name)

    def note_deleted(self, path: str) -> None:
        """Note that a thing is gone."""
        self._write(step="deleted", path=path)

    @property
    def open(self) -> int:
        """How many things may still be on the target."""
        return len(self.intended) + len(self.made)

    @property
    def left(self) -> list[str]:
        """What may still be on the target: the name of what was meant to be made, the path of what was."""
        return [*(name or "a venue without a name" for name in self.intended), *self.made]

    def _write(self, **step: str) -> None:
        with self.path.open("ab+") as file:
            # A line that a kill cut short must not swallow this one.
            file.seek(-1 if self.path.stat().st_size else 0, os.SEEK_END)
            torn = b"" if file.read() in (b"", b"\n") else b"\n"
            file.write(torn + json.dumps(step).encode() + b"\n")
        self._take(**step)

    def _take(self, step: str, name: str = "", path: str = "") -> None:
        if step == "intended":
            self.intended.append(name)
        elif step != "deleted" and name in self.intended:
            self.intended.remove(name)
        if step == "made":
            self.made.append(path)
        elif path in self.made:
            self.made.remove(path)


def journals(folder: Path) -> list[Journal]:
    """Return the journals of a run, of all its workers."""
    return [Journal.read(path) for path in sorted(_below(folder))]


def _below(folder: Path) -> Iterator[Path]:
    # The sweep looks through all runs that are kept, with the evidence of each: `rglob` takes ten times as long.
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in fnmatch.filter(names, files.JOURNALS))


def leftovers(run: Run) -> list[str]:
    """Return what the run's journals say may still be on the target: names, and paths below `/api/v1`."""
    return [thing for journal in journals(run.folder) for thing in journal.left]


def _steps(path: Path) -> Iterator[dict[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        with suppress(ValueError):  # cut short by a kill; what stands behind it was noted by a sweep
            yield json.loads(line)
