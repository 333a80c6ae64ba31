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

from servio_verify.results.check_errors import DependencyError, DistrustError, DoubtError
from servio_verify.results.failure_kinds import Kind, kind_of
from servio_verify.results.sample import Sample


def raised(call: Callable[[Any], object], argument: object) -> Exception:
    try:
        call(argument)
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


ERRORS: list[tuple[BaseException, Kind]] = [
    (httpx.ConnectError("refused"), Kind.CONNECTION),
    (httpx.RemoteProtocolError("peer closed"), Kind.CONNECTION),
    (httpx.ReadTimeout("timed out"), Kind.TIME_OUT),
    (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired"), Kind.CERTIFICATE),
    (ssl.SSLCertVerificationError("expired"), Kind.CERTIFICATE),
    (Error("net::ERR_CERT_DATE_INVALID at https://x"), Kind.CERTIFICATE),
    (Error("Page.goto: net::ERR_CONNECTION_REFUSED at http://x"), Kind.CONNECTION),
    (Error("Page.goto: net::ERR_TIMED_OUT at http://x"), Kind.TIME_OUT),
    (WaitedError("Locator.click: Timeout 500ms exceeded"), Kind.BROWSER),
    (Error("Page.evaluate: ReferenceError: till is not defined"), Kind.BROWSER),
    (Error("Page.goto: Target page, context or browser has been closed"), Kind.OWN),
    (AssertionError("Locator expected to be visible"), Kind.BROWSER),
    (AssertionError("expected success: GET http://x answered 500 oops"), Kind.SERVER_ERROR),
    (AssertionError("expected success: GET http://x answered 503 oops"), Kind.UNAVAILABLE),
    (AssertionError("expected success: GET http://x answered 404 oops"), Kind.CLIENT_ERROR),
    (AssertionError("expected success: GET http://x answered 429 oops"), Kind.THROTTLED),
    (AssertionError("expected 401: POST http://x answered 201 {}"), Kind.CONTENT),
    (AssertionError("total 82.76 is not 82.75"), Kind.CONTENT),
    (raised(json.loads, "<html>"), Kind.CONTENT),
    (raised(TypeAdapter(int).validate_python, "x"), Kind.CONTENT),
    (DependencyError("not ok: {'redis': 'error'}: GET /ready answered 200"), Kind.DEPENDENCY),
    (DoubtError("too few samples"), Kind.DOUBT),
    (DistrustError("the generator was starved"), Kind.OWN),
    (KeyError("nothing"), Kind.OWN),
    (AttributeError("'NoneType' object has no attribute 'json'"), Kind.OWN),
    (ValueError("not enough values to unpack"), Kind.OWN),
    (FileNotFoundError("nowhere"), Kind.OWN),
]


@pytest.mark.parametrize(("error", "kind"), ERRORS, ids=[f"{n} {kind}" for n, (_, kind) in enumerate(ERRORS)])
def test_the_kind_of_a_failure(error: BaseException, kind: Kind) -> None:
    assert kind_of(error) is kind


def test_a_validation_error_is_about_an_answer() -> None:
    assert isinstance(raised(TypeAdapter(int).validate_python, "x"), ValidationError)


def samples(*well: bool) -> list[Sample]:
    return [Sample(float(n), "ready", "redis", each, "up" if each else "not ready") for n, each in enumerate(well)]
