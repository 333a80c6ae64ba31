"""Errors of a clean-up, each one line that says what to do."""

import re

import psycopg
from psycopg import errors

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


HELD = (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure)
REFERRED = (errors.ForeignKeyViolation, errors.RestrictViolation)
FORBIDDEN = (errors.NotNullViolation, errors.CheckViolation, errors.UniqueViolation, errors.ExclusionViolation)
"""What rows that lose their reference may not be without it."""

ABOUT_ROWS = ("09", "23", "27", "2F", "38", "39", "40", "44", "P0")
"""Classes of errors that are about the rows of a batch: it is tried again with fewer."""

OF_THE_SERVER = ("08", "25", "53", "54", "57", "58", "F0", "XX")
"""Classes of errors that are no function's of the database, even where they are met in one."""

BY_OTHERS = "others hold a lock on it, or on what hangs on it"


class CleanError(ServioVerifyError):
    """A clean-up could not be done, or not to its end."""


class BusyError(InconclusiveError):
    """Another clean-up is at work in that database."""


def told(error: psycopg.Error, gone: int = 0) -> CleanError:
    """Return what happened, and that nothing is half deleted. No value of a row is in it (DETAIL holds them)."""
    code = error.sqlstate or ""
    if code.startswith("08") or (not code and isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))):
        why = "the connection was lost"
    else:
        why = ADVICE.get(code) or _short(error.diag.message_primary or type(error).__name__)
    so_far = f" after {gone:,} rows" if gone else ""
    return CleanError(f"clean-up ended{so_far}: {why}; {WHOLE}")


def is_about_a_row(error: psycopg.Error) -> bool:
    """Return whether the server refuses a batch for what a row of it is, or holds: others may go."""
    kind = (error.sqlstate or "08")[:2]
    return (
        kind in ABOUT_ROWS
        or isinstance(error, (*HELD, errors.DivisionByZero))
        or (bool(_function(error)) and kind not in OF_THE_SERVER)
    )


def reason(error: psycopg.Error) -> str:
    """Return why a row cannot go. No value of a row is in it: rows are counted by it."""
    if isinstance(error, HELD):
        return BY_OTHERS
    if isinstance(error, errors.TriggeredDataChangeViolation):
        return "a trigger changes or deletes what goes with it, too"
    if name := _function(error):
        return f"a trigger of the database forbids it ({name})"
    at = error.diag
    if isinstance(error, REFERRED):
        return f"another row refers to it ({at.constraint_name})"
    if isinstance(error, FORBIDDEN):
        rule = at.constraint_name or (f"NOT NULL of {at.column_name}" if at.column_name else "no partition takes NULL")
        table = at.table_name if at.schema_name == "public" else f"{at.schema_name}.{at.table_name}"
        return f"{table} may not lose its reference to it ({rule}): --goes-with, if its rows are to go"
    if isinstance(error, errors.DivisionByZero):
        return "a trigger or a policy of the database keeps it, or a row that it would take along is another's too"
    return f"the database refuses it ({error.sqlstate})"


def _function(error: psycopg.Error) -> str | None:
    """Return the function of the database in which it happened."""
    found = re.search(r"function (\S+?)\(", error.diag.context or "")
    return found[1] if found else None


def _short(text: str) -> str:
    """Return the text in a line; what is cut off is seen to be."""
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:69]}…"
