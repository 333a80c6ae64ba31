"""Kinds of failure: the first question about whose fault it was."""

from enum import StrEnum
from http import HTTPStatus

GATEWAY_ERRORS = (502, 503, 504)
"""Answers of a load balancer that has no healthy task behind it, or of a service that says it is unavailable."""


class Kind(StrEnum):
    """The kinds of failure."""

    CONNECTION = "connection"
    TIME_OUT = "time-out"
    CERTIFICATE = "certificate"
    UNAVAILABLE = "unavailable"
    DEPENDENCY = "dependency"
    THROTTLED = "throttled"
    INTERMEDIARY = "not Servio's answer"
    SERVER_ERROR = "5xx"
    CLIENT_ERROR = "4xx"
    CONTENT = "wrong content"
    BROWSER = "browser error"
    CREDENTIALS = "refused sign-in"
    DOUBT = "doubt"
    SUITE_ERROR = "our own error"
    CRASH = "crashed worker"


OF_AN_OUTAGE = frozenset({Kind.CONNECTION, Kind.TIME_OUT, Kind.UNAVAILABLE, Kind.DEPENDENCY, Kind.BROWSER})
"""What an outage looks like from a check. A 500 or a wrong value is none: the contract has 503 for it."""


def of_status(status: int | None) -> Kind:
    """Return the kind of an answer that is wrong by its status, or in spite of it."""
    if status is None or status < 400:
        return Kind.CONTENT
    if status in GATEWAY_ERRORS:
        return Kind.UNAVAILABLE
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Kind.THROTTLED
    return Kind.SERVER_ERROR if status >= 500 else Kind.CLIENT_ERROR
