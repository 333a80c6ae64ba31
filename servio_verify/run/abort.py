"""Abort of a run, shared by its processes: once it is requested, no further check begins."""

from pathlib import Path

from servio_verify.run import files


def request_abort(folder: Path, reason: str) -> None:
    """Stop the run after the checks that are on now."""
    files.write_atomically(folder / files.ABORT, reason)


def abort_reason(folder: Path) -> str | None:
    """Return why the run was stopped, or None where it was not."""
    try:
        return (folder / files.ABORT).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
