"""The state directory: the history, locks, and what is made only once on this machine."""

import getpass
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import platformdirs

from servio_verify.run import files

KEY_BYTES = 32
OF_OTHERS = stat.S_IWGRP | stat.S_IWOTH

_INSTEAD = Path(tempfile.gettempdir(), f"servio-verify-{os.getuid() if hasattr(os, 'getuid') else getpass.getuser()}")


def folder() -> Path:
    """Return the folder, made where it was missing: `SERVIO_STATE`, else the user's own for state.

    Where that cannot be written to, a temporary one takes its place, and what is kept lasts as long as that.
    """
    told = os.environ.get("SERVIO_STATE")
    found = Path(told) if told else platformdirs.user_state_path("servio-verify", appauthor=False)
    try:
        found.mkdir(parents=True, exist_ok=True)
        if os.access(found, os.W_OK):
            return found
    except OSError:
        pass  # a home that cannot be written to, as containers have
    return _instead()


@cache
def _instead() -> Path:
    """Return a folder for temporary files that nobody else can write to: code is read from it."""
    with suppress(FileExistsError):
        _INSTEAD.mkdir(mode=0o700)
    found = _INSTEAD.lstat()
    is_own = not hasattr(os, "geteuid") or (found.st_uid == os.geteuid() and not found.st_mode & OF_OTHERS)
    if is_own and stat.S_ISDIR(found.st_mode):
        return _INSTEAD
    return Path(tempfile.mkdtemp(prefix=f"{_INSTEAD.name}-"))


def key(name: str) -> bytes:
    """Return the random key of that name, made when it is first asked for; only its owner may read it."""
    path = folder() / name
    with suppress(OSError):
        if len(kept := path.read_bytes()) == KEY_BYTES:
            return kept
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    with files.open_private(draft, "w"):
        draft.write_bytes(secrets.token_bytes(KEY_BYTES))
    with suppress(FileExistsError):  # another process was first: its key holds
        os.link(draft, path)
    draft.unlink()
    return path.read_bytes()
