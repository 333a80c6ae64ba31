"""Turns of the workers where a sign-out ends every session of the account: some are signed in, or one signs out."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from filelock import ReadWriteLock

from servio_verify.environments.session import Session
from servio_verify.run import files

ENDS_SESSIONS = "ends_sessions"
"""Marks a check that signs out."""


def turn(folder: Path, session: Session, *, signs_out: bool) -> AbstractContextManager[None]:
    """Hold a turn: nobody signs out while others are signed in, and the other way round.

    Where a sign-out ends one session only, nobody waits.
    """
    return _locked(folder, signs_out=signs_out) if session.ends_every_session else nullcontext()


@contextmanager
def _locked(folder: Path, *, signs_out: bool) -> Iterator[None]:
    lock = ReadWriteLock(folder / f"{files.named(files.SHARED, 'turn')}.db")
    with lock.write_lock() if signs_out else lock.read_lock():
        yield
