"""Whether two answers tell the same of one thing: what is not promised may differ, and nothing else."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

import httpx
import pytest

from servio_verify.api.agreement import (
    TIMES,
    ensure_adds_up,
    ensure_agree,
    ensure_listed,
    ensure_now,
    ensure_told,
    same_moment,
)
from servio_verify.api.models import Order, Venue
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


VENUE = {"id": 1, "name": "Quay", "timezone": "UTC", "currency": "GBP", "createdAt": TIME, "updatedAt": TIME}


@pytest.mark.parametrize(("more", "field"), [({}, ""), ({"country": None}, "country"), ({"country": "PL"}, "country")])
def test_a_field_that_need_not_be_told_is_compared_where_both_tell_it(more: dict[str, Any], field: str) -> None:
    summary, whole = Venue.model_validate(VENUE | more), Venue.model_validate(VENUE | {"country": "IE", "city": None})
    for one, other in ((summary, whole), (whole, summary)):
        with pytest.raises(ResponseError, match=f"not the same \\({field}\\)") if field else nullcontext():
            ensure_agree("not the same", one, other, ANSWER)


def test_two_lines_of_one_dish_may_come_in_another_order() -> None:
    """A line may be known by its dish."""
    lines = LINE | {"quantity": 1}, LINE | {"quantity": 2}
    one, other = (order(items=[*some]) for some in (lines, lines[::-1]))
    ensure_agree("not the same", one, other, ANSWER)


def test_an_address_must_be_told() -> None:
    with pytest.raises(ResponseError, match=r"not the same \(address\)"):
        ensure_agree(
            "not the same", Venue.model_validate(VENUE), Venue.model_validate(VENUE | {"address": "1"}), ANSWER
        )


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


@pytest.mark.parametrize("zone", ["GMT", "-0000"])
@pytest.mark.parametrize(("told", "holds"), [(TIME, True), ("1970-01-01T00:00:00Z", False)])
def test_what_is_new_was_made_now(zone: str, told: str, *, holds: bool) -> None:
    sent = httpx.Response(200, json={}, headers={"Date": f"Mon, 30 Nov 2026 09:10:00 {zone}"}, request=ANSWER.request)
    with nullcontext() if holds else pytest.raises(ResponseError, match="a new order was made 20787 days"):
        ensure_now("order", datetime.fromisoformat(told), sent)
