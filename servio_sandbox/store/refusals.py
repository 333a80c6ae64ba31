"""Errors of refused requests; the API turns each into its status and code."""

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
    """Invalid value in the request; names the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", [{"field": field, "message": message}])


class Unauthorized(Refusal):
    """No valid session or API key."""

    status, code = 401, "UNAUTHORIZED"


class Forbidden(Refusal):
    """Not allowed for the signed-in account."""

    status, code = 403, "FORBIDDEN"


class NotFound(Refusal):
    """Unknown id or address."""

    status, code = 404, "NOT_FOUND"


class Conflict(Refusal):
    """Not possible in the current state."""

    status, code = 409, "CONFLICT"


class Unavailable(Refusal):
    """A dependency does not answer."""

    status, code = 503, "SERVICE_UNAVAILABLE"
