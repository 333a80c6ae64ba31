"""The same command of this commit and of the one that targets name, in turn."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.cost import CannotMeasureError, Cost, cost
from benchmarks.pairs import BASE, ROOT, Asked, in_turn


def before_and_now(asked: Asked, name: str, arguments: Sequence[str], *, warm: bool = False) -> list[dict[str, Cost]]:
    """Return what pytest costs with these arguments: as `name`, and as the base's commit."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    with checkout(asked.folder / "base") as base:
        works = {
            name: lambda: cost(command, ROOT, asked.environ()),
            BASE: lambda: cost(command, base, asked.environ(base)),
        }
        return in_turn(asked, works, warm=warm)


def checks_then(folder: str) -> list[str]:
    """Return the names of the checks that a folder held at the base's commit. Raises CannotMeasureError."""
    found = _git("grep", "-hoE", r"^def test_\w+", BASE, "--", folder)
    if found.returncode:
        raise CannotMeasureError(f"git could not read {folder} of {BASE}: {found.stderr.strip()[-200:]}")
    return [line.removeprefix("def ") for line in found.stdout.splitlines()]


@contextmanager
def checkout(folder: Path) -> Iterator[Path]:
    """Check the base's commit out into a folder, while the block runs. Raises CannotMeasureError."""
    made = _git("worktree", "add", "--detach", str(folder), BASE)
    if made.returncode:
        raise CannotMeasureError(f"git could not check out {BASE}: {made.stderr.strip()[-200:]}")
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _git(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
