"""Why Servio says no; the API turns each into its status and code."""

from typing import Any


class Refusal(Exception):  # noqa: N818 (each is named after what the contract calls it)
    """A request that cannot be met; `code` is one of the contract's error codes."""

    status = 400
    code = "VALIDATION_ERROR"

    def __init__(self, message: str, details: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class Invalid(Refusal):
    """The request says something that cannot be; names the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", [{"field": field, "message": message}])


class Unauthorized(Refusal):
    """Nobody is signed in."""

    status, code = 401, "UNAUTHORIZED"


class Forbidden(Refusal):
    """Somebody is signed in, but this is not theirs to do."""

    status, code = 403, "FORBIDDEN"


class NotFound(Refusal):
    """There is no such thing."""

    status, code = 404, "NOT_FOUND"


class Conflict(Refusal):
    """It cannot be done in the state that the thing is in."""

    status, code = 409, "CONFLICT"


class Unavailable(Refusal):
    """A dependency does not answer."""

    status, code = 503, "SERVICE_UNAVAILABLE"
