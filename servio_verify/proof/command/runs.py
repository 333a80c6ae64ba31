"""Runs of a proof on the disk: their folders, and what their journals say is left on the target."""

import os
from collections.abc import Iterator
from pathlib import Path

from servio_verify.environments.model import Environment
from servio_verify.errors import UsageError
from servio_verify.proof.campaign.runner import discard
from servio_verify.run.identity import Run
from servio_verify.run.journal import leftovers

LOCK = "prove.lock"
"""Lies beside the runs of a proof."""


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder with runs of somebody else's, which `tidy` would remove. Raises UsageError."""
    if (folder / "runs").exists() and not (folder / LOCK).exists():
        raise UsageError(f"{folder / 'runs'} holds runs that are no proof's: give --output a folder of its own")


def tidy(folder: Path) -> None:
    """Remove the runs of the proof before, but those that left something on the target."""
    for run in _runs(folder):
        discard(run.folder)


def left_behind(folder: Path, target: Environment) -> str:
    """Return the line about what runs made and could not delete; empty where there is nothing, or our own sandbox."""
    count = 0 if target.sandbox is not None else sum(len(leftovers(run)) for run in _runs(folder))
    if not count:
        return ""
    command = f"SERVIO_RUNS={os.path.relpath(folder)} servio-verify sweep --env {target.name}"
    return f"left on {target.name} by runs of the proof: {count}; `{command}` deletes it"


def _runs(folder: Path) -> Iterator[Run]:
    return (Run(path.name, path) for path in sorted(folder.glob("*t*z-*")) if path.is_dir())
