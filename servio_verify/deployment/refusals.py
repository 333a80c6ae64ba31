"""Refusals of a gate: why a deploy was not answered, each kind with the exit code that says whose turn it is."""

from servio_verify.errors import ServioVerifyError

LONGEST = 140
"""Characters of a line, without the name of the command before it."""


class GateError(ServioVerifyError):
    """The gate could not do its part, and nothing was told unless the line says so."""

    def __init__(self, text: str) -> None:
        super().__init__(text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…")


class NothingPausedError(GateError):
    """No deploy waits."""

    exit_code = 20


class OtherVerdictError(GateError):
    """The verdict is of another environment, build or run, or its file contradicts itself."""

    exit_code = 21


class NarrowVerdictError(GateError):
    """The verdict is right, and not about enough to decide on a deploy."""

    exit_code = 22


class OtherImageError(GateError):
    """The deploy under the hook is not known to be of the image that was named."""

    exit_code = 23


class HookGoneError(GateError):
    """The deploy or its hook is not the one that was seen at the start, or somebody else answered it."""

    exit_code = 24


class TooLateError(GateError):
    """Too little time is left until the hook decides by itself."""

    exit_code = 25


class PlatformError(GateError):
    """The platform could not be asked, or refused the answer: nothing was told."""

    exit_code = 26


class UnknownError(GateError):
    """The answer was sent, and what became of it is not known."""

    exit_code = 27
