"""Folder and lock of a stack: one for each user and project."""

import fcntl
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack.waiting import wait_until

FOLDER = "SERVIO_STACK_FOLDER"
"""Environment variable: another folder than the one of this user and project."""

TEMPORARY = Path("/tmp")  # noqa: S108 - the folder in it is this user's alone, or refused
"""Not what TMPDIR says, which a run has for itself; and short, as the path of a socket must be."""


SAID = re.compile(r"[\w./+@-]+", re.ASCII)
"""What a folder's path may be made of: it stands in the settings of nginx and Redis."""

LONGEST = 75
"""Bytes of its path: the path of PostgreSQL's socket in it may have 103 on any system."""


@dataclass(frozen=True)
class Place:
    """Where a stack keeps its state, logs, keys and data."""

    folder: Path

    @property
    def mark(self) -> Path:
        """File that says that the folder is a stack's, and may be deleted."""
        return self.folder / ".servio-stack"

    @property
    def state(self) -> Path:
        """File of the stack's state."""
        return self.folder / "state.json"

    @property
    def pids(self) -> Path:
        """Folder of what each process says of itself before it becomes a part."""
        return self.folder / "pids"

    @property
    def certificates(self) -> Path:
        """Folder of the certificate authority and what it signed."""
        return self.folder / "certificates"

    @property
    def ca_file(self) -> Path:
        """PEM file of the certificate authority."""
        return self.certificates / "ca.pem"

    def log(self, part: str) -> Path:
        """Log file of a part."""
        return self.folder / "logs" / f"{part}.log"

    def make(self) -> None:
        """Make the folders; SandboxError where they belong to somebody else."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.refuse_strange()
        self.mark.touch(mode=0o600)
        for folder in (self.pids, self.certificates, self.folder / "logs"):
            folder.mkdir(mode=0o700)

    def refuse_foreign(self) -> None:
        """Raise SandboxError where the folder is not this user's own: its state, pids and keys would be another's."""
        found = self.folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise SandboxError(f"{self.folder} is not a folder of this user: remove it, or set {FOLDER}")

    def refuse_strange(self) -> None:
        """Raise SandboxError where it is another's, or holds something else than a stack: `down` deletes all of it."""
        self.refuse_foreign()
        if not self.mark.is_file() and any(self.folder.iterdir()):
            raise SandboxError(f"{self.folder} holds something else than a stack, and stays as it is: set {FOLDER}")

    @contextmanager
    def lock(self, seconds: float) -> Iterator[None]:
        """Hold the stack for one command at a time; SandboxError where another has it for longer than that."""
        with flock(self.folder.with_name(f"{self.folder.name}.stack-lock"), seconds, remove=True):
            yield

    @contextmanager
    def state_lock(self) -> Iterator[None]:
        """Hold the state while it is read, changed and written."""
        with flock(self.folder / "state.lock", 10):
            yield


@contextmanager
def flock(path: Path, seconds: float, *, remove: bool = False) -> Iterator[None]:
    """Hold a lock file; the system lets go of it however the process ends. With `remove` it is deleted afterwards."""
    held = wait_until(lambda: _try(path), seconds)
    if held is None:
        raise SandboxError(f"another command has worked on this stack for {seconds:.0f} s: {path}")
    try:
        yield
    finally:
        if remove:
            path.unlink(missing_ok=True)
        os.close(held)


def _try(path: Path) -> int | None:
    opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(opened).st_ino == path.stat().st_ino:  # else its last holder has deleted it
            return opened
    except OSError:
        pass
    os.close(opened)
    return None


def place_of(project: Path) -> Place:
    """Return the place of this user's stack for a project."""
    if chosen := os.environ.get(FOLDER):
        return Place(_usable(Path(chosen).absolute()))
    digest = hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:10]
    return Place(TEMPORARY / f"servio-stack-{os.geteuid()}-{digest}")


def _usable(folder: Path) -> Path:
    if not SAID.fullmatch(str(folder)):
        raise SandboxError(f"{FOLDER} may have letters, digits and ./+@-_ in it, and no others: {folder}")
    if len(str(folder)) > LONGEST:
        raise SandboxError(f"{FOLDER} is longer than {LONGEST} characters, which PostgreSQL's socket in it cannot have")
    return folder


def project_of(folder: Path) -> Path:
    """Return the project that a folder is in: the nearest one above it with environments/, else the folder itself."""
    return next((each for each in (folder, *folder.parents) if (each / "environments").is_dir()), folder)
