"""Errors of the check."""

from servio_verify.errors import InconclusiveError


class CannotLookError(InconclusiveError):
    """Nothing of the database can be read."""


class NotLookedError(Exception):
    """One place cannot be looked at, and why, in few words."""
