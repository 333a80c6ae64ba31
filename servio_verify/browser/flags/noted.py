"""Pinned flags that a page of the run was told, noted by each process in the run's folder."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from servio_verify.run import files

_noted: dict[Path, set[str]] = {}


def keep_in(folder: Path) -> None:
    """Note in this folder from now on."""
    _noted.clear()
    _noted[folder] = set()


def note(names: Iterable[str]) -> None:
    """Note flags, each once."""
    for folder, known in _noted.items():
        new = set(names) - known
        known |= new
        if new:
            with suppress(OSError), files.open_private(folder / files.PINNED, "a") as file:
                file.write("".join(f"{name}\n" for name in sorted(new)))


def noted(folder: Path) -> frozenset[str]:
    """Return what all processes have noted."""
    with suppress(OSError):
        return frozenset((folder / files.PINNED).read_text(encoding="utf-8").splitlines())
    return frozenset()
