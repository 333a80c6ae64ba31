"""What kind a failure is."""

import json
import ssl
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as WaitedError
from pydantic import TypeAdapter, ValidationError

from servio_verify.failures.check_errors import DependencyError, DistrustError, DoubtError, ResponseError
from servio_verify.failures.exchange import Exchange, summary
from servio_verify.failures.failure_kinds import exchange_of, kind_of
from servio_verify.failures.kind import Kind
from servio_verify.results.sample import Sample


def raised(call: Callable[[Any], object], argument: object) -> Exception:
    try:
        call(argument)
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def answered(status: int, words: str = "whatever an author writes: replied with 418") -> ResponseError:
    return ResponseError(words, Exchange(method="GET", url="http://x/venues", status=status))


GONE = httpx.ConnectError("gone")
ERRORS: list[tuple[BaseException, Kind]] = [
    (httpx.ConnectError("refused"), Kind.CONNECTION),
    (httpx.ProxyError("407 Proxy Authentication Required"), Kind.INTERMEDIARY),
    (ResponseError("", Exchange(method="GET", url="http://x/", status=403, answered_by="AWS WAF")), Kind.INTERMEDIARY),
    (httpx.RemoteProtocolError("peer closed"), Kind.CONNECTION),
    (httpx.ReadTimeout("timed out"), Kind.TIME_OUT),
    (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired"), Kind.CERTIFICATE),
    (ssl.SSLCertVerificationError("expired"), Kind.CERTIFICATE),
    (Error("net::ERR_CERT_DATE_INVALID at https://x"), Kind.CERTIFICATE),
    (Error("Page.goto: net::ERR_CONNECTION_REFUSED at http://x"), Kind.CONNECTION),
    (Error("Page.goto: net::ERR_TIMED_OUT at http://x"), Kind.TIME_OUT),
    (Error("Page.goto: net::ERR_HTTP2_PROTOCOL_ERROR at https://x/login"), Kind.CONNECTION),
    (WaitedError("Locator.click: Timeout 500ms exceeded"), Kind.BROWSER),
    (Error("Page.evaluate: ReferenceError: till is not defined"), Kind.BROWSER),
    (Error("Page.goto: Target page, context or browser has been closed"), Kind.SUITE_ERROR),
    (Error("BrowserType.launch: Chromium distribution 'chrome' is not found at /opt/google"), Kind.SUITE_ERROR),
    (WaitedError("BrowserType.launch: Timeout 180000ms exceeded."), Kind.SUITE_ERROR),
    (Error("Cannot launch Node.js executable at /nowhere: No such file or directory"), Kind.SUITE_ERROR),
    (Error("Page.evaluate: Execution context was destroyed, most likely by navigation"), Kind.SUITE_ERROR),
    (Error("Locator.evaluate: Frame was detached"), Kind.SUITE_ERROR),
    (Error("Page.reload: Protocol error (Page.reload): Not attached to an active page"), Kind.SUITE_ERROR),
    (Error("Page.goto: Navigating frame got detached"), Kind.SUITE_ERROR),
    (Error("Page.content: Unable to retrieve content because the page is navigating"), Kind.SUITE_ERROR),
    (Error("Protocol error (Runtime.callFunctionOn): Cannot find context with specified id"), Kind.SUITE_ERROR),
    (Error("Page.goto: net::ERR_ABORTED; maybe frame was detached?"), Kind.BROWSER),
    (AssertionError("Locator expected to be visible"), Kind.BROWSER),
    (AssertionError('no list\nActual value: None\nCall log:\n  - Expect "to_be_visible" locator("b")'), Kind.BROWSER),
    (answered(500), Kind.SERVER_ERROR),
    (answered(503), Kind.UNAVAILABLE),
    (answered(404), Kind.CLIENT_ERROR),
    (answered(429), Kind.THROTTLED),
    (answered(201), Kind.CONTENT),
    (AssertionError("GET http://x answered 503 oops"), Kind.CONTENT),  # our own prose is never read back
    (AssertionError("total 82.76 is not 82.75"), Kind.CONTENT),
    (raised(json.loads, "<html>"), Kind.CONTENT),
    (raised(TypeAdapter(int).validate_python, "x"), Kind.CONTENT),
    (DependencyError("not ok: {'redis': 'error'}: GET /ready answered 200"), Kind.DEPENDENCY),
    (DoubtError("too few samples"), Kind.DOUBT),
    (DistrustError("the generator was starved"), Kind.SUITE_ERROR),
    (KeyError("nothing"), Kind.SUITE_ERROR),
    (AttributeError("'NoneType' object has no attribute 'json'"), Kind.SUITE_ERROR),
    (ValueError("not enough values to unpack"), Kind.SUITE_ERROR),
    (FileNotFoundError("nowhere"), Kind.SUITE_ERROR),
    (ExceptionGroup("errors while tearing down", [GONE, httpx.ReadTimeout("slow")]), Kind.CONNECTION),
    (ExceptionGroup("errors", [GONE, ExceptionGroup("more", [answered(500), GONE])]), Kind.SERVER_ERROR),
    (ExceptionGroup("errors", [answered(500), KeyError("nothing")]), Kind.SUITE_ERROR),
]


@pytest.mark.parametrize(("error", "kind"), ERRORS, ids=[f"{n} {kind}" for n, (_, kind) in enumerate(ERRORS)])
def test_the_kind_of_a_failure(error: BaseException, kind: Kind) -> None:
    assert kind_of(error) is kind


def test_a_validation_error_is_about_an_answer() -> None:
    assert isinstance(raised(TypeAdapter(int).validate_python, "x"), ValidationError)


def samples(*well: bool) -> list[Sample]:
    return [Sample(float(n), "ready", "redis", each, "up" if each else "not ready") for n, each in enumerate(well)]


NOT_TRUSTED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            httpx.ConnectError(NOT_TRUSTED, request=httpx.Request("GET", "https://x/venues")),
            "GET /venues got no answer: certificate not trusted (certificate has expired)",
        ),
        (
            Error("Page.goto: net::ERR_HTTP2_PROTOCOL_ERROR at https://x/login\nCall log:"),
            "GET /login got no answer: ERR_HTTP2_PROTOCOL_ERROR",
        ),
    ],
)
def test_what_got_no_answer_says_why_before_a_line_is_cut(error: Exception, said: str) -> None:
    exchange = exchange_of(error)
    assert exchange
    assert f"{exchange.request}{exchange.outcome}" == said


def test_an_answer_of_503_names_what_servio_says_that_is_not_available() -> None:
    body = '{"success":false,"error":{"code":"SERVICE_UNAVAILABLE","message":"the database is locked","details":null}'
    seen = Exchange(method="GET", url="https://x/venues", status=503, expected="success", body=body)
    assert summary([seen, seen]) == "GET /venues answered 503, expected success: the database is locked"
    assert summary([seen, seen.model_copy(update={"body": ""})]) == "GET /venues answered 503, expected success"


def test_what_came_of_one_request_is_said_whatever_was_wanted_of_it() -> None:
    seen = Exchange(method="POST", url="https://x/auth/login", status=429, expected="success")
    assert summary([seen, seen.model_copy(update={"expected": ""})]) == "POST /auth/login answered 429"
    assert summary([seen, seen.model_copy(update={"status": 500, "expected": ""})]) == "POST /auth/login"
