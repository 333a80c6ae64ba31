"""Declared rate limits, kept by all workers of a run together: they draw their slots from one file of its folder.

Nothing waits where the environment declares no limit.
"""

import json
import os
import time
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from servio_verify.environments.pacing import Limits
from servio_verify.run import files
from servio_verify.run.polling import wait_until

WINDOW = 60.5
"""Seconds in which no more than the limit may begin: a minute, and what a request may be faster than the one before."""

REQUESTS, SIGN_INS = "requests", "sign-ins"

SHARED = "SERVIO_PACE_FOLDER"
"""Variable with the folder in which several runs keep the limits together, as those of a proof do."""


class _Turns(NamedTuple):
    """When the last turns were, in seconds since the epoch, and how long all have waited together."""

    slots: list[float]
    waited: float


_folder: Path | None = None
_limits: dict[str, int] = {}


def keep(limits: Limits, folder: Path) -> None:
    """Keep these limits in this process from now on, with all others that do so in this folder.

    Runs that have the variable `SHARED` keep them with each other as well.
    """
    global _folder
    _folder = Path(os.environ.get(SHARED) or folder)
    declared = {REQUESTS: limits.requests_per_minute, SIGN_INS: limits.sign_ins_per_minute}
    _limits.clear()
    _limits.update({name: limit for name, limit in declared.items() if limit})


def is_kept() -> bool:
    """Return whether requests or sign-ins of this process may have to wait."""
    return bool(_limits)


def before_request() -> None:
    """Wait until a request to the API may be sent."""
    _take_turn(REQUESTS)


def before_sign_in() -> None:
    """Wait until somebody may sign in, by the API or by a form; its request counts for itself."""
    _take_turn(SIGN_INS)


def waited(folder: Path) -> float:
    """Return how many seconds all processes of a run have waited, summed up."""
    return sum(_read(path).waited for path in folder.glob(f"{files.PACE}.json"))


def _take_turn(name: str) -> None:
    if _folder is None or not (limit := _limits.get(name)):
        return
    now = time.time()
    slot = _draw(_folder / f"{files.named(files.PACE, name)}.json", limit, now)
    if slot > now:
        wait_until(lambda: time.time() >= slot, slot - now + 1, every=0.05)


def _draw(file: Path, limit: int, now: float) -> float:
    """Return when this turn is, in seconds since the epoch, and note it: whoever comes next gets a later one."""
    with FileLock(f"{file}.lock", timeout=60):
        kept = _read(file)
        slots = [slot for slot in kept.slots if slot > now - WINDOW]
        slot = max(now, slots[-limit] + WINDOW) if len(slots) >= limit else now
        files.write_atomically(file, json.dumps(_Turns([*slots, slot], kept.waited + slot - now)._asdict()))
    return slot


def _read(file: Path) -> _Turns:
    return _Turns(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else _Turns([], 0.0)
