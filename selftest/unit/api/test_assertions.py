"""What was not kept is named in the first line: its fields, or how many of how many came back; what answers cost."""

import httpx
import pytest
from pydantic import TypeAdapter

from servio_verify.api import assertions
from servio_verify.api.assertions import ensure_kept, expect_error, expect_list
from servio_verify.api.models import Venue
from servio_verify.failures.check_errors import ResponseError

LIST = {
    "success": True,
    "data": [],
    "pagination": {"page": 1, "limit": 20, "total": 0, "totalPages": 0},
    "meta": {"timestamp": "2026-01-31T00:00:00Z", "requestId": "1", "version": "v1"},
}
ANSWER = httpx.Response(200, json={}, request=httpx.Request("GET", "http://127.0.0.1/api/v1/venues/7"))
WRITTEN = [{"name": "Soup", "price": 4, "dish": "soup"}, {"name": "Stew", "price": 9, "dish": "stew"}]


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ([WRITTEN[0], WRITTEN[1] | {"price": 8}], "a menu is not kept (price)"),
        ([WRITTEN[0] | {"dish": "?"}, WRITTEN[1] | {"price": 8, "dish": "?"}], "a menu is not kept (dish, price)"),
        (WRITTEN[:1], "a menu is not kept (1 instead of 2)"),
        ([], "a menu is not kept (0 instead of 2)"),
    ],
)
def test_the_fields_that_were_not_kept_are_named(kept: list[dict[str, object]], said: str) -> None:
    with pytest.raises(ResponseError) as raised:
        ensure_kept("a menu is not kept", WRITTEN, kept, ANSWER)
    assert str(raised.value).partition("\n")[0] == said


def test_what_was_kept_is_passed_over() -> None:
    ensure_kept("a menu is not kept", WRITTEN, [dict(each) for each in WRITTEN], ANSWER)


def test_what_judges_an_answer_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def counted(kind: type[object]) -> TypeAdapter[object]:
        made.append(kind)
        return TypeAdapter(kind)

    answer = httpx.Response(200, json=LIST, request=httpx.Request("GET", "http://127.0.0.1/api/v1/venues"))
    expect_list(answer, Venue)
    monkeypatch.setattr(assertions, "TypeAdapter", counted)
    expect_list(answer, Venue)
    assert made == []


def refused_with(message: str) -> httpx.Response:
    body = {"success": False, "error": {"code": "NOT_FOUND", "message": message}, "meta": LIST["meta"]}
    return httpx.Response(404, json=body, request=ANSWER.request)


@pytest.mark.parametrize(
    "message",
    [
        "refused at 2026-11-30 09:06:47 (UTC+01:00)",
        "Unexpected token at line 1, column 10 (1:10)",
        "closed at noon (Europe/Warsaw 12:00:00)",
        "look at our help (https://help.servio.com:8443)",
        "no table at Bistro (Main St. 4:00)",
        "meet at 10:00 (doors 9:30)",
    ],
)
def test_a_time_or_a_place_in_a_text_is_no_stack_trace(message: str) -> None:
    expect_error(refused_with(message), 404, "NOT_FOUND")


@pytest.mark.parametrize(
    "message",
    [
        "Error: no\n    at find (/app/venues.js:10:5)",
        "Error: no\n    at async Object.<anonymous> (file:///app/venues.mjs:10:5)",
        "Error: no\n    at new Venue [as make] (webpack-internal:///(rsc)/./src/venue.ts:10:5)",
        "Error: no\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
        "Error: no\n    at find (venues.js:10)",
        "Error: no\n    at file:///app/venues.js:10:5",
        "Error: no\n    at /app/server:10:5",
        "Error: no\n    at find (C:\\\\app\\\\venues.js:10:5)",
        "java.lang.Error\n\tat com.servio.Venues.find(Venues.java:10)",
        'Traceback (most recent call last):\n  File "/app/venues.py", line 10, in find',
        "main.go:10 +0x1d",
    ],
)
def test_a_place_in_a_file_is_a_stack_trace(message: str) -> None:
    with pytest.raises(ResponseError, match="a refusal shows a stack trace"):
        expect_error(refused_with(message), 404, "NOT_FOUND")


@pytest.mark.parametrize("data", [{"items": []}, {"rows": []}, {"items": [], "facets": [{"id": 1}]}])
def test_a_list_is_found_in_data_also_beside_others(data: dict[str, object]) -> None:
    found, _ = expect_list(httpx.Response(200, json=LIST | {"data": data}, request=ANSWER.request), Venue)
    assert found == []


def test_of_two_lists_that_nobody_knows_none_is_taken() -> None:
    answer = httpx.Response(200, json=LIST | {"data": {"rows": [], "facets": []}}, request=ANSWER.request)
    with pytest.raises(ResponseError, match="data holds no list"):
        expect_list(answer, Venue)
