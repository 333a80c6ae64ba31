"""Where this machine keeps what outlives a run: the history, locks, and what is made only once."""

import os
from pathlib import Path

import platformdirs


def folder() -> Path:
    """Return the folder, made where it was missing: `SERVIO_STATE`, else the user's own for state."""
    told = os.environ.get("SERVIO_STATE")
    found = Path(told) if told else platformdirs.user_state_path("servio-verify", appauthor=False)
    found.mkdir(parents=True, exist_ok=True)
    return found
