"""Right answers of the API under load, and successes that are none."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from servio_verify.load.measure import answers
from servio_verify.load.measure.answers import Answers, Complaint, holds


@dataclass
class Told:
    """An answer."""

    content: bytes
    status_code: int = 200


NO_LISTS: list[Any] = [[], None, {"venues": []}]
NO_TOKENS: list[Any] = [{}, None, {"user": 1}]
Form = Callable[[Any], bytes]


def usual(data: Any) -> bytes:
    return json.dumps({"success": True, "data": data, "meta": {}}, separators=(",", ":")).encode()


def loose(data: Any) -> bytes:
    return json.dumps({"success": True, "data": data, "meta": {}}).encode()


def spaced(data: Any) -> bytes:
    return json.dumps({"success": True, "data": data, "meta": {}}, indent=2).encode()


def last(data: Any) -> bytes:
    turned = dict(reversed(data.items())) if isinstance(data, dict) else data
    return json.dumps({"meta": {"requestId": "x"}, "data": turned, "success": True}).encode()


FORMS = pytest.mark.parametrize("form", [usual, loose, spaced, last])
IDS = pytest.mark.parametrize("ids", [("v-1", "m-1", "i-1"), (1, 1, 1)], ids=["texts", "numbers"])


def of(ids: Any = ("v-1", "m-1", "i-1"), *, lists_venues: bool = True, brings_token: bool = True) -> Answers:
    return Answers(*ids, lists_venues=lists_venues, brings_token=brings_token)


def menu(ids: Any, **other: Any) -> dict[str, Any]:
    venue, menu, item = ids
    dishes = [{"id": item, "name": "Dish", "price": 12.5}]
    return {"id": menu, "venueId": venue, "categories": [{"id": 7, "name": "Dishes", "items": dishes}]} | other


def order(ids: Any, number: Any, amount: int, **other: Any) -> dict[str, Any]:
    lines = [{"id": "line", "name": "Dish", "quantity": amount, "price": 12.5}]
    return {"id": number, "venueId": ids[0], "menuId": ids[1], "status": "pending", "items": lines} | other


def said(wrong: Complaint, content: bytes, status: int = 200) -> str:
    found = wrong(Told(content, status)) or ""
    return found.removeprefix("wrong answer: ").removesuffix(f" (status {status})")


@FORMS
@IDS
def test_right_answers_are_right(form: Form, ids: Any) -> None:
    it = of(ids)
    assert said(it.venues, form([{"id": 1}])) == ""
    assert said(it.venues, form({"venues": [{"id": 1}]})) == ""
    assert said(it.menu, form(menu(ids))) == ""
    assert said(it.session, form({"token": "t"})) == ""
    for number in range(20):
        amount, wrong = it.next_order()
        assert said(wrong, form(order(ids, number, amount)), 201) == ""


def test_an_id_may_be_told_as_a_number_here_and_as_a_text_there() -> None:
    amount, wrong = (it := of((1, 2, 3))).next_order()
    assert said(it.menu, usual(menu(("1", "2", "3")))) == ""
    assert said(wrong, usual(order(("1", "2"), "9", amount))) == ""


def test_right_answers_of_the_usual_kind_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    it, ids = of(), ("v-1", "m-1", "i-1")
    told = [usual([{"id": 1}]), usual(menu(ids)), usual({"token": "t"})]
    amount, wrong = it.next_order()
    ordered = loose(order(ids, "o", amount))
    monkeypatch.setattr(answers, "json", None)
    found = [look(Told(content)) for look, content in zip((it.venues, it.menu, it.session), told, strict=True)]
    assert [*found, wrong(Told(ordered))] == [None] * 4


@FORMS
@pytest.mark.parametrize(("data", "words"), [(None, "data is null"), ({}, "data is empty"), ([], "data is empty")])
def test_a_success_that_holds_nothing_is_none(form: Form, data: Any, words: str) -> None:
    it, ids = of(), ("v-1", "m-1", "i-1")
    assert [said(it.venues, form([{"id": 1}])), said(it.menu, form(menu(ids)))] * 2 == [""] * 4
    for wrong in (it.venues, it.menu, it.session, it.next_order()[1]):
        assert said(wrong, form(data)) == words


@FORMS
def test_a_list_may_be_empty_and_a_sign_in_without_a_token_where_they_were_before(form: Form) -> None:
    it = of(lists_venues=False, brings_token=False)
    assert [said(it.venues, form(data)) for data in NO_LISTS] == [""] * 3
    assert [said(it.session, form(data)) for data in NO_TOKENS] == [""] * 3
    assert said(of().venues, form({"venues": []})) == "data is empty"
    assert said(of().session, form({"user": 1})) == "no token"


def test_whether_the_list_holds_a_venue_is_known_before() -> None:
    assert [holds(Told(usual(data))) for data in NO_LISTS] == [False, False, False]
    assert holds(Told(usual([{"id": 1}])))
    assert holds(Told(b'{"success": true, "data": [], "pagination": {"total": 12}}'))
    assert not holds(Told(b'{"success": true, "data": [], "pagination": {"total": 0}}'))
    assert not holds(Told(b"<html>"))
    assert not holds(Told(usual([{"id": 1}]), 503))


@FORMS
@IDS
def test_another_menu_than_was_asked_for_is_wrong(form: Form, ids: Any) -> None:
    wrong = of(ids).menu
    assert [said(wrong, form(menu(ids))) for _ in range(2)] == ["", ""]
    assert said(wrong, form(menu(ids, id="else"))) == "another menu than was asked for"
    assert said(wrong, form(menu(ids, venueId=21))) == "a menu of another venue than was asked for"
    assert said(wrong, form(menu(ids, categories=[]))) == "a menu without its dish"
    assert said(wrong, form(menu(ids, categories=[{"id": 7, "items": []}]))) == "a menu without its dish"


@FORMS
@IDS
@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"id": None}, "an order without an id"),
        ({"venueId": "else"}, "an order at another venue than was sent"),
        ({"menuId": 21}, "an order from another menu than was sent"),
        ({"items": []}, "an order of something else than was sent"),
        ({"items": [{"quantity": 10}]}, "an order of something else than was sent"),
    ],
)
def test_another_order_than_was_sent_is_wrong(form: Form, ids: Any, other: dict[str, Any], words: str) -> None:
    amount, wrong = of(ids).next_order()
    assert said(wrong, form(order(ids, "new", amount, **other))) == words


@FORMS
@IDS
def test_each_guest_gets_the_one_before_s_order_and_that_is_wrong(form: Form, ids: Any) -> None:
    it, before, found = of(ids), b"", []
    for number in range(30):
        amount, wrong = it.next_order()
        own = form(order(ids, number, amount))
        found.append(said(wrong, before or own, 201))
        before = own
    assert found[:2] == ["", "the id of an order that another request got already"]
    assert set(found[2:]) == {"an order of something else than was sent"}


@pytest.mark.parametrize("content", [b"", b"<html>", b"null", b"[]", b'{"success": false, "data": [{"id": 1}]}'])
def test_what_is_no_success_is_wrong(content: bytes) -> None:
    it = of()
    assert said(it.venues, usual([{"id": 1}])) == ""
    for wrong in (it.venues, it.menu, it.session, it.next_order()[1]):
        assert said(wrong, content) == "no success envelope"
        assert wrong(Told(content, 302)) == "HTTP 302"
