"""A brake that all processes of a run share: once it is on, no further check begins."""

from pathlib import Path

FILE = "brake.txt"


def pull(folder: Path, reason: str) -> None:
    """Stop the run after the checks that are on now."""
    (folder / FILE).write_text(reason, encoding="utf-8")


def reason(folder: Path) -> str | None:
    """Return why the run was stopped, or None where it was not."""
    try:
        return (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
