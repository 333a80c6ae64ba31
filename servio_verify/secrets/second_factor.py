"""One-time codes of the accounts' second factor: each is used once on this machine, also by runs side by side.

A server may take a code only once (RFC 6238, 5.2). Whoever needs one draws the next window of time that nobody has.
"""

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from filelock import FileLock

from servio_verify.environments.model import Environment
from servio_verify.run import files, sign_ins, state_dir
from servio_verify.run.polling import wait_until

if TYPE_CHECKING:  # few accounts have one
    from servio_verify.environments.gate.second_factor import Generator

LEFT_SECONDS = 2.0
"""A code that ends sooner may be too late at the server; of short windows, a sixth."""

LOCK_SECONDS = 60

_second = ""
_generators: dict[str, tuple["Generator", str]] = {}


def keep(environment: Environment) -> None:
    """Make codes for the accounts of this environment from now on; its addresses must be known."""
    global _second
    _second = (environment.email_2 or "").lower()
    _generators.clear()
    pairs = ((environment.email, environment.totp_secret), (environment.email_2, environment.totp_secret_2))
    for email, secret in pairs:
        if email and secret:
            from servio_verify.environments.gate.second_factor import generator

            plain = secret.get_secret_value()
            name = sign_ins.digest(environment.api_url, email, plain)
            _generators[email.lower()] = generator(plain), name


def is_kept(email: str = "") -> bool:
    """Return whether codes can be made for this account; without one, for any."""
    return email.lower() in _generators if email else bool(_generators)


def variable(email: str) -> str:
    """Return the setting that holds this account's secret."""
    return f"SERVIO_TOTP_SECRET{'_2' if email and email.lower() == _second else ''}"


def next_code(email: str) -> str:
    """Return a code for this account that nobody here has used, when its time has come."""
    made, name = _generators[email.lower()]
    window = _draw(name, made.interval, time.time())
    starts = window * made.interval
    wait_until(lambda: time.time() >= starts, max(starts - time.time(), 0) + 1, every=0.05)
    return str(made.at(starts))


def _draw(name: str, seconds: int, now: float) -> int:
    """Return the number of the first window that is left, and note it: whoever comes next gets a later one."""
    file = state_dir.folder() / f"codes-{name[:16]}"
    with FileLock(f"{file}.lock", timeout=LOCK_SECONDS):
        window = int((now + min(LEFT_SECONDS, seconds / 6)) // seconds)
        with suppress(OSError, ValueError):
            last = int(file.read_bytes())
            # A clock that was set back must not make anybody wait for hours.
            window = max(window, last + 1) if last - window < 100 else window
        files.write_atomically(file, str(window))
    return window
