"""Errors of a clean-up, each one line that says what to do."""

import psycopg

from servio_verify.errors import InconclusiveError, ServioVerifyError

WHOLE = "nothing is half deleted; run it again"

ADVICE = {
    "25006": "the server is read-only: name the primary",
    "42501": "this user may not do that: the owner of the tables may",
    "53100": "its disk is full",
    "57P01": "it was restarted, or ended the connection",
    "57P02": "it crashed, and starts again",
    "57P03": "it is starting or stopping",
}
"""What PostgreSQL's codes mean here (its documentation, Appendix A)."""


class CleanError(ServioVerifyError):
    """A clean-up could not be done, or not to its end."""


class BusyError(InconclusiveError):
    """Another clean-up is at work in that database."""


def told(error: psycopg.Error, gone: int = 0) -> CleanError:
    """Return what happened, and that nothing is half deleted. No value of a row is in it (DETAIL holds them)."""
    code = error.sqlstate or ""
    if not code or code.startswith("08"):
        why = "the connection was lost"
    else:
        why = ADVICE.get(code) or " ".join((error.diag.message_primary or type(error).__name__).split())[:70]
    so_far = f" after {gone:,} rows" if gone else ""
    return CleanError(f"clean-up ended{so_far}: {why}; {WHOLE}")
