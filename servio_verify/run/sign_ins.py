"""Accepted sign-ins, as keyed digests of API origin, e-mail and password; the password itself is never kept.

A process notes what it signed in with in a file of the run; the history keeps the digests (`results.history`).
"""

import hashlib
import hmac
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from servio_verify.environments.model import SANDBOX_ACCOUNT, Environment
from servio_verify.environments.origins import is_loopback
from servio_verify.run import files, state_dir


def digest(api_url: str, email: str, password: str) -> str:
    """Return what this password is known by on this machine: HMAC-SHA256 with a random key of the state folder."""
    message = "\0".join((api_url.lower(), email.lower(), password))
    return hmac.new(state_dir.key("sign-ins.key"), message.encode(), hashlib.sha256).hexdigest()


def note(folder: Path, api_url: str, account: tuple[str, str]) -> None:
    """Note that this account has signed in; a full disk keeps nobody from going on."""
    with suppress(OSError), files.open_private(folder / files.SIGNED_IN, "a") as opened:
        opened.write(f"{digest(api_url, *account)}\n")


def take(folder: Path) -> frozenset[str]:
    """Return the digests that the processes of a run noted, and remove their file."""
    try:
        lines = (folder / files.SIGNED_IN).read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    (folder / files.SIGNED_IN).unlink(missing_ok=True)
    return frozenset(lines)


def is_published(environment: Environment, password: str) -> bool:
    """Return whether this is the published password of a Servio on this machine: it is known to be right."""
    host = urlsplit(environment.api_origin or "").hostname or ""
    return is_loopback(host) and password == SANDBOX_ACCOUNT[1]
