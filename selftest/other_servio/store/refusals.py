"""Why the API, or a form, says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field

STATUS = {
    "VALIDATION_ERROR": 400,
    "UNAUTHORIZED": 401,
    "NOT_FOUND": 404,
    "CONFLICT": 409,
    "RATE_LIMIT_EXCEEDED": 429,
    "INTERNAL_ERROR": 500,
}


@dataclass
class RefusalError(Exception):
    """A refusal with one of the contract's codes."""

    code: str
    message: str
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return STATUS[self.code]


def invalid(field_name: str, why: str) -> RefusalError:
    """A refusal of one field."""
    return RefusalError("VALIDATION_ERROR", f"{field_name}: {why}", {field_name: why})


def missing(what: str) -> RefusalError:
    """A refusal because the thing does not exist."""
    return RefusalError("NOT_FOUND", f"There is no such {what}")
