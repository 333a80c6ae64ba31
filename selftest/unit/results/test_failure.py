"""What a failure says of its check, and that its typed fields travel."""

import httpx
import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from servio_verify.api.assertions import ensure, expect_error, expect_success
from servio_verify.failures.check_errors import DoubtError, ResponseError
from servio_verify.failures.failure import Failure, failure_of
from servio_verify.failures.kind import Kind

REQUEST = httpx.Request("POST", "http://x/api/v1/venues/7/orders?page=2", json={"password": "hunter22"})


def answer(status: int, text: str = '{"success": true}') -> httpx.Response:
    return httpx.Response(status, text=text, headers={"X-Request-ID": "r-1"}, request=REQUEST)


def failed(error: BaseException) -> Failure:
    return failure_of(error, "tests/smoke/test_it.py::test_it", 1.0, 2.0)


GONE = httpx.ConnectError("gone")
WORDS: list[tuple[BaseException, str, bool]] = [
    (AssertionError("the till is open\nassert 1 == 2"), "the till is open\nassert 1 == 2", False),
    (AssertionError("assert 1 == 2"), "assert 1 == 2", True),
    (AssertionError(), "AssertionError", True),
    (AssertionError("Locator expected to be seen\nCall log:\n  - Expect"), "Locator expected to be seen", True),
    (
        AssertionError("no toast\nActual value: None\nError: element(s)"),
        "no toast",
        False,
    ),
    (
        AssertionError("no name\nExpected value: 'q'\nActual value:  "),
        "no name\nExpected value: 'q'\nActual value: (empty)",
        False,
    ),
    (
        ExceptionGroup("errors while tearing down", [GONE, AssertionError("the till is open")]),
        "the till is open\nalso: ConnectError: gone",
        False,
    ),
    (pytest.fail.Exception("Timeout (>120.0s) from pytest-timeout."), "Timeout (>120.0s) from pytest-timeout.", True),
    (KeyError("nothing"), "KeyError: 'nothing'", True),
    (PlaywrightTimeoutError("Locator.click: Timeout"), "TimeoutError: Locator.click: Timeout", True),
    (DoubtError("too few\nsamples"), "too few\nsamples", False),
    (httpx.ReadTimeout("slow", request=REQUEST), "", False),
    (httpx.ReadTimeout("slow"), "ReadTimeout: slow", True),
]


@pytest.mark.parametrize(("error", "text", "unexplained"), WORDS, ids=range(len(WORDS)))
def test_the_words_of_a_failure(error: BaseException, text: str, unexplained: bool) -> None:
    assert (failed(error).text, failed(error).unexplained) == (text, unexplained)


def test_the_typed_fields_of_an_answer_travel_without_secrets() -> None:
    with pytest.raises(ResponseError) as raised:
        expect_error(answer(201), 400, "VALIDATION_ERROR", "an order with quantity 0")
    error = raised.value
    assert (error.method, error.status, error.kind) == ("POST", 201, Kind.CONTENT)
    travelled = Failure.model_validate(failed(error).model_dump(mode="json"))
    assert travelled == failed(error)
    exchange = travelled.exchange
    assert exchange is not None
    assert (exchange.path, exchange.expected, exchange.request_id) == (
        "…/venues/…/orders",
        "400 VALIDATION_ERROR",
        "r-1",
    )
    assert "hunter22" not in travelled.model_dump_json() + str(error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, Kind.CLIENT_ERROR), (429, Kind.THROTTLED), (500, Kind.SERVER_ERROR), (503, Kind.UNAVAILABLE)],
)
def test_the_kind_is_of_the_status_whatever_the_sentence_says(status: int, kind: Kind) -> None:
    with pytest.raises(ResponseError) as raised:
        ensure(False, "replied with 418", answer(status))
    assert failed(raised.value).kind is kind
    with pytest.raises(ResponseError) as raised:
        expect_success(answer(status), object)
    assert failed(raised.value).kind is kind
