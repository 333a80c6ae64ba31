"""Which answers are certainly the API's own, so that what is promised of every answer is held against them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import Layout, Paths
from servio_verify.failures.check_errors import ResponseError
from servio_verify.target.own_answers import expect_own_answers, own_answers

API = "https://api.servio.example"
REFUSED = {"success": False, "error": {"code": "UNAUTHORIZED", "message": "no"}}


Take = Callable[..., None]


@pytest.fixture
def take(monkeypatch: pytest.MonkeyPatch) -> Take:
    """Have the API answer; nothing was answered before."""
    answers: list[httpx.Response] = []
    monkeypatch.setattr("servio_verify.target.own_answers.ANSWERS", answers)

    def answered(method: str, url: str, status: int, **body: Any) -> None:
        answers.append(httpx.Response(status, request=httpx.Request(method, url), **body))

    return answered


@pytest.mark.parametrize(
    ("method", "path", "status", "body", "counts"),
    [
        ("GET", "/api/v1/venues", 200, {"json": {"data": []}}, True),
        ("POST", "/api/v1/venues", 401, {"json": REFUSED}, True),
        ("DELETE", "/api/v1/venues/1", 204, {}, True),
        ("OPTIONS", "/api/v1/venues", 204, {}, False),
        ("GET", "/api/v1/venues", 403, {"json": {"message": "Forbidden"}}, False),
        ("GET", "/api/v1/venues", 502, {"text": "Bad Gateway"}, False),
        ("GET", "/api/v1/venues", 200, {"html": "<h1>Sign in to go on</h1>"}, False),
        ("GET", "/health", 200, {"text": "ok"}, False),
    ],
)
def test_only_what_the_api_says_itself_counts(
    take: Take, method: str, path: str, status: int, body: dict[str, object], counts: bool
) -> None:
    take(method, API + path, status, **body)
    assert bool(own_answers(API)) is counts


@pytest.mark.parametrize("address", [f"{API}:443", "https://API.servio.example"])
def test_an_address_in_another_spelling_is_the_same(take: Take, address: str) -> None:
    take("GET", f"{API}/api/v1/venues", 200, json={"data": []})
    assert own_answers(address)


def test_where_no_answer_is_the_api_s_own_nothing_is_said_to_hold(take: Take) -> None:
    answer = httpx.Response(200, request=httpx.Request("GET", API))
    take("GET", f"{API}/api/v1/venues", 200, html="<h1>Sign in to go on</h1>")
    with pytest.raises(ResponseError, match="no answer so far is certainly the API's own"):
        expect_own_answers(API, answer)
    take("GET", f"{API}/api/v1/venues", 200, json={"data": []})
    assert len(expect_own_answers(API, answer)) == 1


def test_another_origin_and_a_sign_in_elsewhere_do_not_count(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    take("GET", "https://servio.example/api/v1/venues", 200, json={"data": []})
    assert not own_answers(API)
    monkeypatch.setattr(current, "_followed", Layout(paths=Paths(sign_in_api="/api/v1/token")))
    take("POST", f"{API}/api/v1/token", 200, json={"access_token": "abc"})
    take("POST", f"{API}/api/v1/venues", 401, json=REFUSED)
    assert [answer.request.url.path for answer in own_answers(API)] == ["/api/v1/venues"]
