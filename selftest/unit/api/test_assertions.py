"""What was not kept is named in the first line: its fields, or how many of how many came back; what answers cost."""

import httpx
import pytest
from pydantic import TypeAdapter

from servio_verify.api import assertions
from servio_verify.api.assertions import ensure_kept, expect_list
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
