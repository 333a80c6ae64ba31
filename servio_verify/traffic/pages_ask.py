"""Origins that the pages of a run ask as an API, noted by each process in the run's folder."""

from contextlib import suppress
from pathlib import Path

from servio_verify.run import files

_noted: dict[Path, set[str]] = {}


def keep_in(folder: Path) -> None:
    """Note in this folder from now on."""
    _noted.clear()
    _noted[folder] = set()


def note(origin: str) -> None:
    """Note an origin, once."""
    for folder, known in _noted.items():
        if origin not in known:
            known.add(origin)
            with suppress(OSError), files.open_private(folder / files.PAGES_ASK, "a") as file:
                file.write(f"{origin}\n")


def take(folder: Path) -> frozenset[str]:
    """Return what all processes have noted."""
    with suppress(OSError):
        return frozenset((folder / files.PAGES_ASK).read_text(encoding="utf-8").split())
    return frozenset()
