"""One run: its id, its folder, and the names of what it makes on the target."""

import re
import secrets
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from servio_verify.errors import UsageError

NAME_PATTERN = re.compile(r"\bsv-(?P<run>\d{8}t\d{6}z-[a-z2-7]{6})-(?P<worker>main|gw\d+)-(?P<number>\d+)(?!\d)")
"""The form of every name that a run gives to a thing on the target; nothing else is ever deleted."""

FIXED_WIDTH = re.compile(NAME_PATTERN.pattern.replace(r"\d+)(?!", r"\d{5})(?!") + "$")
"""A name of this width is never the beginning of another one."""


RUN_ID = "SERVIO_RUN_ID"
"""The variable in which `servio-verify run` names the run that it starts."""

FAULTS = "SERVIO_PROOF_FAULTS"
"""The variable in which a proof names the faults that it put before the target of a run."""

_TIME = "%Y%m%dt%H%M%Sz"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def new_run_id() -> str:
    """Return an id that sorts by time (UTC, to the second) and is unique."""
    unique = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return f"{datetime.now(UTC):{_TIME}}-{unique}"


def started_at(run_id: str) -> datetime:
    """Return when the run of this id began."""
    return datetime.strptime(run_id.partition("-")[0], _TIME).replace(tzinfo=UTC)


def unwritable(error: OSError) -> str:
    """Return the line for a run that cannot keep its files."""
    return f"cannot write the run's folder: {error}; free some space or the permission"


@dataclass(frozen=True)
class Run:
    """What all workers of one run share, and which worker this one is."""

    id: str
    folder: Path
    worker: str = "main"

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", count(1))

    def make_folder(self) -> None:
        """Make its folder, for its owner only while there may be secrets in it. Raises UsageError."""
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise UsageError(unwritable(error)) from None

    def open_to_others(self) -> None:
        """Let whoever may read the folder above read this one too: it is clean."""
        self.folder.chmod(stat.S_IMODE(self.folder.parent.stat().st_mode) & 0o777)

    def name(self) -> str:
        """Return a new name for a thing on the target: unique, and known to be ours by its form."""
        number: count[int] = self._numbers  # type: ignore[attr-defined]
        return f"sv-{self.id}-{self.worker}-{next(number):05}"
