"""Whose password may be wrong: accounts whose very password has not signed in there, in this run or before."""

import sqlite3
from collections.abc import Iterator

from servio_verify.environments.model import Environment
from servio_verify.results import history
from servio_verify.run import sign_ins


def in_doubt(environment: Environment, signed_in: frozenset[str], *, owns_target: bool) -> dict[str, str]:
    """Return the e-mails of accounts whose refusal need not be Servio's fault, with the settings of their passwords.

    `signed_in` are the digests of the run; the password of a sandbox that the run has started is always right.
    """
    if owns_target:
        return {}
    accounts = _accounts(environment)
    return {account[0]: key for key, account in accounts if not _known(environment, account, signed_in)}


def _accounts(environment: Environment) -> Iterator[tuple[str, tuple[str, str]]]:
    if environment.email and environment.password:
        yield "SERVIO_PASSWORD", environment.credentials
    if environment.second_credentials:
        yield "SERVIO_PASSWORD_2", environment.second_credentials


def _known(environment: Environment, account: tuple[str, str], signed_in: frozenset[str]) -> bool:
    if sign_ins.is_published(environment, account[1]):
        return True
    try:
        digest = sign_ins.digest(environment.api_url, *account)
        if digest in signed_in:
            return True
        with history.opened(history.path()) as kept:
            return kept.has_signed_in(digest)
    except (OSError, sqlite3.Error):  # said where the run is kept
        return False
