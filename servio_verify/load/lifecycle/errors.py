"""Why a load run cannot begin."""

from servio_verify.errors import UsageError


class NotStartedError(UsageError):
    """This load may not go there, or the options do not make a run."""
