"""What kind of failure an exception is: the first question about whose fault it was."""

import re
import socket
import ssl
from enum import StrEnum

import httpx
import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from pydantic import ValidationError

from servio_verify.results.check_errors import DependencyError, DistrustError, DoubtError


class Kind(StrEnum):
    """The kinds of failure."""

    CONNECTION = "connection"
    TIME_OUT = "time-out"
    CERTIFICATE = "certificate"
    UNAVAILABLE = "unavailable"
    DEPENDENCY = "dependency"
    THROTTLED = "throttled"
    SERVER_ERROR = "5xx"
    CLIENT_ERROR = "4xx"
    CONTENT = "wrong content"
    BROWSER = "browser error"
    DOUBT = "doubt"
    OWN = "our own error"
    CRASH = "crashed worker"


OF_AN_OUTAGE = frozenset({Kind.CONNECTION, Kind.TIME_OUT, Kind.UNAVAILABLE, Kind.DEPENDENCY, Kind.BROWSER})
"""What an outage looks like from a check. A 500 or a wrong value is none: the contract has 503 for it."""


_STATUS = re.compile(r"\banswered (\d{3})\b")
_CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|net::ERR_CERT_")
_RIG = re.compile(r"Target crashed|browser has been closed|Executable doesn't exist|Target closed|Failed to launch")
_UNREACHED = re.compile(r"net::ERR_(?:CONNECTION|NAME|NETWORK|INTERNET|ADDRESS|SOCKET|EMPTY_RESPONSE)")
_WAITED = re.compile(r"net::ERR_TIMED_OUT|^(?:Failed: )?Timeout \(?>")
_EXPECTED_IN_VAIN = re.compile(r"^(?:.*\n)?(?:Locator|Page) expected|^Expect \"", re.MULTILINE)

_OF_TYPE: tuple[tuple[tuple[type[BaseException], ...], Kind], ...] = (
    ((DependencyError,), Kind.DEPENDENCY),
    ((DoubtError,), Kind.DOUBT),
    ((DistrustError,), Kind.OWN),
    ((httpx.TimeoutException, TimeoutError), Kind.TIME_OUT),
    ((ssl.SSLCertVerificationError,), Kind.CERTIFICATE),
    ((httpx.TransportError, ConnectionError, socket.gaierror, ssl.SSLError), Kind.CONNECTION),
    ((PlaywrightTimeoutError, PlaywrightError), Kind.BROWSER),
    ((ValidationError, ValueError), Kind.CONTENT),
)


def kind_of(error: BaseException) -> Kind:
    """Return the kind; what neither asserts nor comes from network or browser is an error of our own."""
    text = str(error)
    if isinstance(error, DependencyError | DoubtError | DistrustError):
        return next(kind for types, kind in _OF_TYPE if isinstance(error, types))
    if found := _by_words(text, isinstance(error, AssertionError | pytest.fail.Exception)):
        return found
    for types, kind in _OF_TYPE:
        if isinstance(error, types):
            return kind if kind is not Kind.CONTENT or _is_of_an_answer(error) else Kind.OWN
    return Kind.CONTENT if isinstance(error, AssertionError | pytest.fail.Exception) else Kind.OWN


def _by_words(text: str, asserted: bool) -> Kind | None:
    if not asserted and _RIG.search(text):
        return Kind.OWN
    if _CERTIFICATE.search(text):
        return Kind.CERTIFICATE
    if _UNREACHED.search(text):
        return Kind.CONNECTION
    if _WAITED.search(text):
        return Kind.TIME_OUT
    if not asserted:
        return None
    if statuses := _STATUS.findall(text):
        return _of_status(int(statuses[-1]))
    return Kind.BROWSER if _EXPECTED_IN_VAIN.search(text) else None


def _of_status(status: int) -> Kind:
    if status in (502, 503, 504):
        return Kind.UNAVAILABLE
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Kind.THROTTLED
    if status >= 500:
        return Kind.SERVER_ERROR
    return Kind.CLIENT_ERROR if status >= 400 else Kind.CONTENT


def _is_of_an_answer(error: BaseException) -> bool:
    """Whether it is about something that was read and could not be: JSON, a text, a model; not any ValueError."""
    return isinstance(error, ValidationError | UnicodeDecodeError) or type(error).__name__ == "JSONDecodeError"
