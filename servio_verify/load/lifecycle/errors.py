"""Why a load run cannot begin."""

from servio_verify.results.verdict import Verdict

USAGE = 4
"""Exit code of a mistake of the user, as in pytest."""


class NotStartedError(Exception):
    """The run cannot begin; one line says why, `exit_code` is what the process ends with."""

    def __init__(self, text: str, exit_code: int = USAGE) -> None:
        super().__init__(text)
        self.exit_code = exit_code


def inconclusive(text: str) -> NotStartedError:
    """Return why nothing can be said about the target."""
    return NotStartedError(f"{Verdict.INCONCLUSIVE}: {text}", Verdict.INCONCLUSIVE.exit_code)
