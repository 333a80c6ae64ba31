"""Kind of a failure by its exception: from typed fields where it is ours, by words where it is a library's."""

import re
import socket
import ssl
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from pydantic import ValidationError

from servio_verify.failures.check_errors import CheckError
from servio_verify.failures.exchange import Exchange
from servio_verify.failures.kind import OF_AN_OUTAGE, Kind, of_status

# Words of Playwright, httpx and pytest-timeout; ours are never read back.
_CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|net::ERR_CERT_")
_NOT_TRUSTED = re.compile(r"CERTIFICATE_VERIFY_FAILED\] certificate verify failed: (.+?)\.?(?: \(_ssl|$)")
_BROKEN_BROWSER = re.compile(
    r"(?:Target|[Pp]age) crashed|browser has been closed|Playwright connection closed"
    r"|Executable doesn't exist|Target closed|Failed to launch"
    r"|Execution context was destroyed|(?<!maybe )[Ff]rame (?:was|got|has been) detached"
    r"|^BrowserType\.|^Cannot launch Node\.js"  # no browser has seen the target yet
    r"|Not attached to an active page|Cannot find context with specified id|the page is navigating"
)
_CRASHED_MEANWHILE = re.compile(r"^Error: Target crashed", re.MULTILINE)
"""How an expectation of Playwright's ends whose page has crashed."""

_UNREACHED = re.compile(r"net::ERR_(?:CONNECTION|NAME|NETWORK|INTERNET|ADDRESS|SOCKET|EMPTY_RESPONSE|HTTP2|QUIC)")
_NOT_LOADED = re.compile(r"^Page\.(?:goto|reload): net::(ERR_\w+)(?: at (\S+))?")
_TIMED_OUT = re.compile(r"net::ERR_TIMED_OUT|^(?:Failed: )?Timeout \(?>")
_EXPECTED_IN_VAIN = re.compile(r"^(?:.*\n)?(?:Locator|Page) expected|^\s*(?:- )?Expect \"", re.MULTILINE)

UNDECIDED = OF_AN_OUTAGE | {Kind.THROTTLED, Kind.INTERMEDIARY, Kind.DOUBT, Kind.CRASH}
"""Kinds that somebody else may be to blame for."""

EXCHANGE = "exchange"
"""The attribute in which an exception carries the exchange that it is about."""

UNEXPLAINED = "unexplained"
"""The attribute by which an exception says that its words mean nothing without the sentence of its check."""

_OF_TYPE: tuple[tuple[tuple[type[BaseException], ...], Kind], ...] = (
    ((httpx.TimeoutException, TimeoutError), Kind.TIME_OUT),
    ((ssl.SSLCertVerificationError,), Kind.CERTIFICATE),
    ((httpx.TransportError, ConnectionError, socket.gaierror, ssl.SSLError), Kind.CONNECTION),
    ((PlaywrightTimeoutError, PlaywrightError), Kind.BROWSER),
    ((ValidationError, ValueError), Kind.CONTENT),
)


def members(error: BaseException) -> Iterator[BaseException]:
    """Yield the errors of a group, and of the groups in it; any other error is its own only member."""
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from members(member)
    else:
        yield error


def decisive(error: BaseException) -> BaseException:
    """Return which of several errors at once decides: our own, then what no outage explains, then the first."""
    found = list(members(error))
    return min(found, key=lambda member: _rank(kind_of(member))) if found[1:] else found[0]


def _rank(kind: Kind) -> int:
    if kind is Kind.SUITE_ERROR:
        return 0
    return 2 if kind in UNDECIDED else 1


def kind_of(error: BaseException) -> Kind:
    """Return the kind; what neither asserts nor comes from network or browser is an error of our own."""
    if isinstance(error, BaseExceptionGroup):
        return kind_of(decisive(error))
    exchange = exchange_of(error)
    if isinstance(error, httpx.ProxyError) or (exchange and exchange.answered_by):
        return Kind.INTERMEDIARY  # before anybody is blamed
    if isinstance(error, CheckError):
        return error.kind
    if exchange and exchange.status is not None:
        return of_status(exchange.status)
    asserted = isinstance(error, AssertionError | pytest.fail.Exception)
    if kind := _by_words(str(error), asserted):
        return kind
    for types, kind in _OF_TYPE:
        if isinstance(error, types):
            return kind if kind is not Kind.CONTENT or _is_about_an_answer(error) else Kind.SUITE_ERROR
    return Kind.CONTENT if asserted else Kind.SUITE_ERROR


def exchange_of(error: BaseException) -> Exchange | None:
    """Return the exchange that an exception is about: its own, or the one that httpx could not complete."""
    own = getattr(error, EXCHANGE, None)
    if isinstance(own, Exchange):
        return own
    if isinstance(error, httpx.RequestError) and error._request is not None:  # `request` raises where there is none
        request = error.request
        return Exchange(method=request.method, url=str(request.url), error=words_of(error))
    if isinstance(error, PlaywrightError) and (unreached := _NOT_LOADED.match(str(error))) and unreached[2]:
        return Exchange(method="GET", url=unreached[2], error=unreached[1])
    return None


def words_of(error: BaseException) -> str:
    """Return why nothing came, in words: of a certificate the reason, which else stands where a line is cut."""
    refused = _NOT_TRUSTED.search(str(error))
    return f"certificate not trusted ({refused[1]})" if refused else f"{type(error).__name__}: {error}"


def _by_words(text: str, asserted: bool) -> Kind | None:
    if (_CRASHED_MEANWHILE if asserted else _BROKEN_BROWSER).search(text):
        return Kind.SUITE_ERROR
    if _CERTIFICATE.search(text):
        return Kind.CERTIFICATE
    if _UNREACHED.search(text):
        return Kind.CONNECTION
    if _TIMED_OUT.search(text):
        return Kind.TIME_OUT
    return Kind.BROWSER if asserted and _EXPECTED_IN_VAIN.search(text) else None


def _is_about_an_answer(error: BaseException) -> bool:
    """Whether it is about something that was read and could not be: JSON, a text, a model; not any ValueError."""
    return isinstance(error, ValidationError | UnicodeDecodeError) or type(error).__name__ == "JSONDecodeError"
