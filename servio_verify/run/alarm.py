"""Alarm of a run: a process that saw Servio fail says so, and health is looked at at once, whatever its usual pace."""

import time
from contextlib import suppress
from pathlib import Path

from servio_verify.run import files

_folder: Path | None = None


def keep_in(folder: Path) -> None:
    """Sound the alarm of this folder's run from now on."""
    global _folder
    _folder = folder


def sound() -> None:
    """Say that something failed just now."""
    if _folder is not None:
        with suppress(OSError):  # a full disk: the looks keep their pace
            (_folder / files.ALARM).write_text(f"{time.time()}", encoding="utf-8")


def last(folder: Path) -> float:
    """Return when it was sounded last, in seconds since the epoch; 0 where it never was."""
    try:
        return (folder / files.ALARM).stat().st_mtime
    except OSError:
        return 0.0
