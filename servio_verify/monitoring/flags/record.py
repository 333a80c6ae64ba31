"""Record of the flags of a run: `flags.json` in its folder, for people and for the history."""

import json
from pathlib import Path

from servio_verify.results.comparison import FlagStates
from servio_verify.run import files


def write(folder: Path | None, before: FlagStates, after: FlagStates) -> None:
    """Write down which flags were on before the checks and after them. Raises OSError."""
    if folder is None:
        return
    told = {"before": before, "after": after}
    files.write_atomically(folder / files.FLAGS, json.dumps(told, indent=1, sort_keys=True) + "\n")


def read(folder: Path) -> FlagStates:
    """Return the flags of the run in this folder, as they were read last; nothing where none were read."""
    try:
        told = json.loads((folder / files.FLAGS).read_text(encoding="utf-8"))
        return {**told["before"], **told["after"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
