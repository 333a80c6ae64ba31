"""Whether two answers tell the same of one thing: what is not promised may differ, and nothing else."""

from datetime import datetime
from typing import Any

import httpx
import pytest

from servio_verify.api.agreement import TIMES, ensure_adds_up, ensure_agree, ensure_listed, ensure_told, same_moment
from servio_verify.api.models import Order
from servio_verify.failures.check_errors import ResponseError

TIME, LATER = "2026-11-30T09:06:47Z", "2026-11-30T09:06:48Z"
LINE: dict[str, Any] = {"id": "1", "name": "Soup", "quantity": 3, "price": 2.05, "total": 6.15}
ORDER: dict[str, Any] = {
    "id": 5,
    "venueId": 57,
    "menuId": 58,
    "status": "pending",
    "items": [LINE],
    "subtotal": 6.15,
    "tax": 0,
    "total": 6.15,
    "currency": "PLN",
    "createdAt": TIME,
    "updatedAt": TIME,
}
ADDED_UP = 6.1499999999999995
ANSWER = httpx.Response(200, json={}, request=httpx.Request("GET", "https://api.example.com/venues/57/orders/5"))

THE_SAME: dict[str, dict[str, Any]] = {
    "an id that stands in the path, as a text": {"venueId": "57"},
    "times": {"updatedAt": LATER},
    "an order that was accepted by itself": {"status": "confirmed"},
    "a sum of binary fractions": {"items": [LINE | {"total": ADDED_UP}], "subtotal": ADDED_UP, "total": ADDED_UP},
}
ANOTHER: dict[str, tuple[str, dict[str, Any]]] = {
    "another venue": ("venue_id", {"venueId": 75}),
    "a penny": ("total", {"total": 6.16}),
    "a penny in a line": ("items", {"items": [LINE | {"total": 6.14}]}),
    "no lines": ("items", {"items": []}),
    "another dish": ("items", {"items": [LINE | {"name": "Soap"}]}),
}


def order(**other: Any) -> Order:
    return Order.model_validate(ORDER | other)


def never() -> httpx.Response:
    raise AssertionError("asked for the thing itself")


@pytest.mark.parametrize("other", THE_SAME.values(), ids=THE_SAME)
def test_what_is_told_in_another_form_is_the_same(other: dict[str, Any]) -> None:
    ensure_agree("not the same", order(**other), order(), ANSWER)
    ensure_listed("an order", order(**other), order(), ANSWER, never)


@pytest.mark.parametrize(("field", "other"), ANOTHER.values(), ids=ANOTHER)
def test_what_is_told_otherwise_is_named(field: str, other: dict[str, Any]) -> None:
    with pytest.raises(ResponseError, match=rf"^not the same \({field}\)\n{field} is told as .*, and is "):
        ensure_agree("not the same", order(**other), order(), ANSWER)


def test_a_status_may_have_moved_on_and_is_compared_where_it_must_not() -> None:
    ensure_agree("not the same", order(status="pending"), order(status="cancelled"), ANSWER)
    with pytest.raises(ResponseError, match=r"^not the same \(status\)"):
        ensure_agree("not the same", order(status="pending"), order(status="cancelled"), ANSWER, aside=TIMES)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2026-11-30T09:06:47.123456Z", "2026-11-30T09:06:47.123Z", True),
        ("2026-11-30T09:06:47.900Z", "2026-11-30T09:06:48Z", True),
        ("2026-11-30T09:06:47Z", "2026-11-30T10:06:47+01:00", True),
        ("2026-11-30T09:06:47", "2026-11-30T10:06:47+01:00", True),
        ("2026-11-30T09:06:47Z", "2026-11-30T09:06:48Z", False),
        ("2026-11-30T09:06:47.123Z", "2026-11-30T09:06:47.153Z", False),
    ],
)
def test_a_moment_is_the_same_as_far_as_both_tell_it(one: str, other: str, same: bool) -> None:
    moments = datetime.fromisoformat(one), datetime.fromisoformat(other)
    assert same_moment(*moments) is same
    assert same_moment(*moments[::-1]) is same


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(204),
        httpx.Response(200, text="ok"),
        httpx.Response(200, json={"success": True, "data": None}),
        httpx.Response(200, json={"success": True, "data": {"updated": 1, "status": "pending"}}),
        httpx.Response(200, json={"success": True, "data": {"id": "5"}}),
        httpx.Response(200, json={"success": True, "data": {"id": "5", "status": "cancelled"}}),
    ],
)
def test_a_change_needs_no_answer_that_tells_it(answer: httpx.Response) -> None:
    ensure_told("a cancellation", order(), {"status": "cancelled"}, answer)


def test_the_answer_to_a_change_must_not_tell_another_thing() -> None:
    told = httpx.Response(200, json={"data": {"id": "5", "status": "pending"}}, request=ANSWER.request)
    with pytest.raises(ResponseError, match=r"^the answer to a cancellation tells another thing .*\n.*pending"):
        ensure_told("a cancellation", order(), {"status": "cancelled"}, told)


@pytest.mark.parametrize("other", [{}, {"subtotal": ADDED_UP}, {"items": [], "subtotal": 0, "total": 0}])
def test_an_order_that_adds_up_is_taken(other: dict[str, Any]) -> None:
    ensure_adds_up(order(**other), ANSWER)


@pytest.mark.parametrize("other", [{"subtotal": 6.16, "total": 6.16}, {"items": [], "subtotal": 0, "total": 2.5}])
def test_an_order_that_does_not_add_up_is_told_with_its_sums(other: dict[str, Any]) -> None:
    with pytest.raises(ResponseError, match=r"^an order does not add up: its lines are \d"):
        ensure_adds_up(order(**other), ANSWER)
