"""What refuses where the contract leaves the status open, and what is no answer to anybody."""

from contextlib import nullcontext

import httpx
import pytest

from servio_verify.api.subjects import expect_decided, expect_no_such, expect_refused
from servio_verify.failures.check_errors import ResponseError
from servio_verify.traffic.hang_ups import answer_unless_refused

META = {"timestamp": "2026-01-31T00:00:00Z", "requestId": "1", "version": "v1"}
ASKED = httpx.Request("PATCH", "http://127.0.0.1/api/v1/venues/7")
ROUTERS = [
    httpx.Response(404, text="Cannot PATCH /api/v1/venues/7", request=ASKED),
    httpx.Response(405, json={"statusCode": 405, "error": "Method Not Allowed"}, request=ASKED),
]


def answer(status: int, message: str = "no", code: str = "ANY") -> httpx.Response:
    error = {"success": False, "error": {"code": code, "message": message}, "meta": META}
    return httpx.Response(status, json=error if status >= 300 else {"success": True, "data": {}}, request=ASKED)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 422])
def test_any_status_of_a_client_s_error_refuses(status: int) -> None:
    expect_refused(answer(status), "a change")
    expect_decided(answer(status), "a change")


@pytest.mark.parametrize("given", ROUTERS)
def test_a_router_refuses_what_is_not_there_without_an_envelope(given: httpx.Response) -> None:
    expect_refused(given, "a change")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (answer(200), "a change is accepted"),
        (answer(500), "a change is not refused as promised"),
        (answer(302), "a change is not refused as promised"),
        (answer(401), "a change is not refused as promised"),
        (answer(429), "a change is not refused as promised"),
        (answer(404, "at find (/app/venues.js:3:9)"), "a refusal shows a stack trace"),
        (httpx.Response(400, json={"detail": "no"}, request=ASKED), "the body is not as promised"),
        (httpx.Response(403, text="Forbidden", request=ASKED), "the answer is no JSON envelope"),
    ],
)
def test_what_refuses_nothing_is_told(given: httpx.Response, said: str) -> None:
    with pytest.raises(ResponseError) as raised:
        expect_refused(given, "a change")
    assert str(raised.value).startswith(said)


def test_401_refuses_whoever_has_no_session() -> None:
    expect_refused(answer(401), "a change", to_nobody=True)
    with pytest.raises(ResponseError):
        expect_decided(answer(401), "a change")


@pytest.mark.parametrize("given", [answer(401), httpx.Response(303, headers={"Location": "/login"}, request=ASKED)])
def test_who_has_no_session_may_be_refused_or_led_elsewhere(given: httpx.Response) -> None:
    expect_decided(given, "signing out", to_nobody=True)


def test_what_may_be_accepted_is_decided_so_too_and_an_error_of_servio_s_is_not() -> None:
    expect_decided(answer(200), "a change")
    with pytest.raises(ResponseError, match="a change ends in an error of Servio's own"):
        expect_decided(answer(500), "a change")


def test_an_internal_error_in_its_envelope_is_an_answer_but_not_with_a_stack_trace() -> None:
    expect_decided(answer(500, code="INTERNAL_ERROR"), "a change")
    with pytest.raises(ResponseError, match="a change ends in an error of Servio's own"):
        expect_decided(answer(500, "at find (/app/venues.js:3:9)", code="INTERNAL_ERROR"), "a change")


@pytest.mark.parametrize(("health", "refused"), [(200, True), (503, False)])
def test_a_path_is_refused_by_hanging_up_where_another_answers(health: int, *, refused: bool) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/ready":
            raise httpx.RemoteProtocolError("hung up")
        return httpx.Response(health if request.url.path == "/health" else 404)

    with httpx.Client(transport=httpx.MockTransport(answer), base_url="http://api.test") as client:
        seen = nullcontext() if refused else pytest.raises(httpx.RemoteProtocolError, match="/health answered 503")
        with seen:
            assert answer_unless_refused(lambda: nullcontext(client), "/ready", "/health") is None


@pytest.mark.parametrize("status", [401, 403, 404, 405, 501])
def test_a_method_that_is_not_promised_may_be_refused_in_anybody_s_words(status: int) -> None:
    gateway = httpx.Response(status, text="RBAC: access denied", request=ASKED)
    expect_refused(gateway, "a change", no_method=True)
    expect_decided(gateway, "a change", no_method=True)
    if status not in (404, 405):
        with pytest.raises(ResponseError):
            expect_refused(gateway, "a change", to_nobody=True)


@pytest.mark.parametrize(
    "wrong",
    [
        httpx.Response(500, text="Internal Server Error", request=ASKED),
        httpx.Response(403, text="Error: no\n    at handle (/srv/api.js:1:2)\n    at x (/srv/a.js:3:4)", request=ASKED),
        httpx.Response(429, text="slow down", request=ASKED),
    ],
    ids=["an error", "a stack trace", "a limit"],
)
def test_what_is_no_refusal_of_a_method_stays_wrong(wrong: httpx.Response) -> None:
    with pytest.raises(ResponseError):
        expect_refused(wrong, "a change", to_nobody=True, no_method=True)


UUID, NODE = "0b1f6c1e-9d5a-4a3e-8f2b-6c7d8e9f0a1b", "VmVudWU6MTAwMQ"


@pytest.mark.parametrize(
    ("like", "status", "code", "holds"),
    [
        (NODE, 400, "VALIDATION_ERROR", True),
        (NODE, 404, "NOT_FOUND", True),
        (NODE, 400, "OTHER", False),
        (UUID, 404, "NOT_FOUND", True),
        *((like, 400, "VALIDATION_ERROR", False) for like in (UUID, 7, "ven_01ARZ3NDEKTSV4RRFFQ69G5FAV")),
    ],
)
def test_a_made_up_id_may_be_none_where_ids_are_of_no_usual_form(
    like: str | int, status: int, code: str, *, holds: bool
) -> None:
    with nullcontext() if holds else pytest.raises(ResponseError):
        expect_no_such(answer(status, code=code), "a request for nothing", like)
