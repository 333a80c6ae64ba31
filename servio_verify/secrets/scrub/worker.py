"""Worker process that cleans half of many files, where there is a core for it.

Started as `python -m servio_verify.secrets.scrub.worker`.
The secrets come through its standard input: a command line could be read by others.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from servio_verify.secrets.scrub.files import clean_files

NAME = "servio_verify.secrets.scrub.worker"
MANY = 10_000_000
"""Bytes from which on a second process is worth its start."""

PACKED = 6
"""How much more there is in a zip file than its size says."""


class CleaningWorker:
    """Cleans these files meanwhile; `files` are paths with the names to show."""

    def __init__(self, files: Sequence[tuple[Path, str]], secrets: Iterable[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", NAME], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._order = {"files": [(str(path.absolute()), shown) for path, shown in files], "secrets": list(secrets)}
        assert self._process.stdin  # noqa: S101 - as asked for
        with suppress(OSError), self._process.stdin as stdin:  # it did not start: `result` says so
            stdin.write(json.dumps(self._order).encode())
        self._process.stdin = None

    def result(self) -> tuple[int, list[str]] | None:
        """Wait; return the count and what was dropped, or None where the files are still to be cleaned."""
        out, _ = self._process.communicate()
        try:
            count, dropped = json.loads(out)
        except ValueError:
            return None
        return (int(count), list(dropped)) if self._process.returncode == 0 else None


def split_files(files: Sequence[tuple[Path, str]]) -> tuple[list[tuple[Path, str]], list[tuple[Path, str]]]:
    """Return our part and the other's, which is empty where it is not worth it; files that are alike stay together."""
    sizes = [path.stat().st_size for path, _ in files]
    if sum(sizes) < MANY or (os.cpu_count() or 1) < 2:
        return list(files), []
    parts: tuple[list[tuple[Path, str]], ...] = ([], [])
    loads = [0, 0]
    part_of_size: dict[int, int] = {}
    for file, size in sorted(zip(files, sizes, strict=True), key=lambda each: -each[1]):
        # Opening a file costs as much as some kilobytes of it, and what is alike is cleaned once.
        work = 4096 if size in part_of_size else 4096 + size * (PACKED if file[0].suffix == ".zip" else 1)
        where = part_of_size.setdefault(size, loads.index(min(loads)))
        loads[where] += work
        parts[where].append(file)
    return parts[0], parts[1]


def main() -> None:
    """Clean what standard input names; write the count and what was dropped."""
    order = json.loads(sys.stdin.buffer.read())
    done = clean_files([(Path(path), shown) for path, shown in order["files"]], order["secrets"])
    sys.stdout.write(json.dumps([done.count, done.dropped]))


if __name__ == "__main__":
    main()
