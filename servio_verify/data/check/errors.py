"""Errors of the check."""

from servio_verify.errors import InconclusiveError


class CannotLookError(InconclusiveError):
    """Nothing of the database can be read."""


class NotLookedError(Exception):
    """One place cannot be looked at, and why, in few words. `by_choice`: more time, or no sample, would do it."""

    def __init__(self, why: str, *, by_choice: bool = False) -> None:
        super().__init__(why)
        self.by_choice = by_choice
