"""Whether the test user's password is known to be right: it has signed in there, in this run or before."""

import sqlite3

from servio_verify.environments.model import Environment
from servio_verify.results import history
from servio_verify.run import sign_ins


def is_known(environment: Environment, signed_in: frozenset[str], *, owns_target: bool) -> bool:
    """Return whether a refusal of this very password can only be Servio's fault.

    `signed_in` are the digests of the run; the password of a sandbox that the run has started is always right.
    """
    if owns_target or sign_ins.is_published(environment):
        return True
    if not (environment.email and environment.password):
        return True  # nobody signs in
    try:
        digest = sign_ins.digest(environment.api_url, *environment.credentials)
        if digest in signed_in:
            return True
        with history.opened(history.path()) as kept:
            return kept.has_signed_in(digest)
    except (OSError, sqlite3.Error):  # said where the run is kept
        return False
