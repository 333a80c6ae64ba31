"""Errors that a run provoked on purpose: a file in its folder for each, by which its end finds them again in Sentry."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from servio_verify.run import files
from servio_verify.run.identity import Run


@dataclass(frozen=True)
class MarkedError:
    """One that was taken: its id and what it said of itself, and the project that it went to."""

    id: str
    environment: str
    release: str
    host: str
    project: str


def keep(run: Run, error: MarkedError) -> None:
    """Note that Sentry took it; a full disk keeps it from nobody who decides."""
    with suppress(OSError):
        files.write_atomically(run.folder / files.named(files.MARKED_ERRORS, run.worker), json.dumps(asdict(error)))


def kept(folder: Path) -> MarkedError | None:
    """Return the one that this run's pages sent; None where none was taken."""
    for path in sorted(folder.glob(files.MARKED_ERRORS)):
        with suppress(OSError, ValueError, TypeError):
            return MarkedError(**json.loads(path.read_text(encoding="utf-8")))
    return None


def keep_api_error(run: Run, path: str) -> None:
    """Note that the API threw on purpose at this path."""
    with suppress(OSError):
        files.write_atomically(run.folder / files.named(files.API_ERRORS, run.worker), path)


def api_error(folder: Path) -> str:
    """Return the path at which the API threw on purpose in this run; nothing where it did not."""
    with suppress(OSError):
        return next((path.read_text(encoding="utf-8") for path in folder.glob(files.API_ERRORS)), "")
    return ""
