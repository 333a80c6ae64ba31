"""Errors of anonymising, each one line that says what to do. Nothing of the rows is in any of them."""

import re

import psycopg

from servio_verify.errors import ServioVerifyError, UsageError

SHOWN = 160
UNCHANGED = "staging is as it was"
ADVICE = {
    "53100": "its disk is full: the old and the new rows are there side by side until the end",
    "53200": "it has no memory left",
    "55P03": "somebody holds a lock on its tables: stop what works there, or try again",
    "57014": "it ended a statement that took too long (statement_timeout)",
    "57P01": "it was restarted, or ended the connection",
    "57P02": "it crashed, and starts again",
    "57P03": "it is starting or stopping",
    "25006": "it is read-only: name the primary",
    "40001": "a row that was needed changed (a replica cancelled the reading): read the primary, or try again",
    "25P03": "it ended the transaction because it had nothing to do for too long",
}
"""What PostgreSQL's codes mean here (its documentation, Appendix A)."""

QUOTED = re.compile(r'"[^"]*"')


class AnonymiseError(ServioVerifyError):
    """Anonymising could not be done; staging is as it was."""


class SchemaError(UsageError):
    """Source and target have not the same schema."""


def told(side: str, error: psycopg.Error, doing: str = "") -> AnonymiseError:
    """Return what happened at `source` or `target`, without a value of any row."""
    at = f" while {doing}" if doing else ""
    end = f"; {UNCHANGED}" if doing != "committing" else "; whether it was done is not known: look at the target"
    return AnonymiseError(f"{side}{at}: {_why(error)}{end}")


def _why(error: psycopg.Error) -> str:
    code = error.sqlstate or ""
    if code in ADVICE:
        return ADVICE[code]
    diag = error.diag
    if code.startswith("23"):  # DETAIL holds the values
        where = ".".join(filter(None, (diag.table_name, diag.column_name)))
        which = f" ({diag.constraint_name})" if diag.constraint_name else ""
        return f"{where or 'a table'} does not admit a value{which}: {CONSTRAINTS.get(code, 'a constraint')}"
    if code.startswith("22"):
        context = (diag.context or "").partition(":")[0]
        return f"a value does not fit its type ({type(error).__name__}) at {context or 'a column'}"
    if not code or code.startswith("08"):
        return "the connection was lost"
    words = " ".join((diag.message_primary or type(error).__name__).split())
    return words[:SHOWN]


CONSTRAINTS = {
    "23502": "it is NULL, and may not be",
    "23503": "it refers to a row that is not there: decide alike on both sides",
    "23505": "it is there twice",
    "23514": "a check forbids it: choose another kind",
}
