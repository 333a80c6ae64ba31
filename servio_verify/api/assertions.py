"""Assertions on answers of the API: status, envelope, data. What is wrong is raised with the exchange, typed."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from servio_verify.api.models import ErrorBody, Meta, Pagination
from servio_verify.failures.check_errors import ResponseError
from servio_verify.failures.exchange import Exchange
from servio_verify.failures.intermediary import intermediary
from servio_verify.failures.stack_traces import STACK_TRACES
from servio_verify.secrets.masking import without_secrets

T = TypeVar("T")

BODY_SHOWN = 300
"""Characters of a body that a message quotes."""

PAGE_SHOWN = 60
"""The same where it is a page: its beginning tells no more than that it is one."""

BYTE_ORDER_MARK = "\ufeff"
"""What some servers put before a text; it is no part of it (RFC 8259, 8.1: a reader may ignore it)."""

_LISTS = ("items", "venues", "menus", "orders")  # how it is called where data hold other lists, too, as of facets
_IN_WORDS = {"model_type": "should be an object", "model_attributes_type": "should be an object"}
"""What pydantic says with the names of our classes."""


def describe(answer: httpx.Response) -> str:
    """Return an exchange in one line: method, URL, status and the start of both bodies, without secrets."""
    return str(exchange_of(answer))


def exchange_of(answer: httpx.Response, expected: str = "") -> Exchange:
    """Return the typed facts of an exchange, without secrets; `expected` is what was promised instead."""
    request = answer.request
    return Exchange(
        method=request.method,
        url=str(request.url),
        status=answer.status_code,
        expected=expected,
        origin=request.headers.get("Origin", ""),
        request_id=answer.headers.get("X-Request-ID", ""),
        answered_by=intermediary(str(request.url), answer.status_code, answer.headers, answer.text) or "",
        sent=_shown(request.content.decode(errors="replace")),
        body=_shown(answer.text, PAGE_SHOWN if "html" in answer.headers.get("Content-Type", "") else BODY_SHOWN),
    )


def ensure(holds: object, wrong: str, answer: httpx.Response, expected: str = "") -> None:
    """Raise ResponseError where something does not hold.

    `wrong` is the sentence that a person reads first: what is wrong about Servio, in one line; details may follow
    behind a line break. The request, the status and what was `expected` instead are put behind it.
    """
    if not holds:
        raise ResponseError(wrong, exchange_of(answer, expected))


def ensure_kept(
    wrong: str, written: Sequence[Mapping[str, object]], kept: Sequence[Mapping[str, object]], answer: httpx.Response
) -> None:
    """Raise ResponseError where what was read differs from what was written; the sentence names the fields."""
    pairs = zip(written, kept, strict=False)
    other = list(dict.fromkeys(name for one, two in pairs for name in one if one[name] != two[name]))
    if len(written) != len(kept):
        other = [f"{len(kept)} instead of {len(written)}"]
    ensure(written == kept, f"{wrong} ({', '.join(other)})\nwritten {written}, read back {kept}", answer)


def expect_success(answer: httpx.Response, kind: type[T], wrong: str = "") -> T:
    """Return `data` as the type asked for; ResponseError where status, envelope or data are not as promised."""
    ensure(answer.status_code in (200, 201), wrong, answer, "success")
    body = envelope(answer)
    ensure(body.get("success") is True, "the envelope does not say success: true", answer)
    ensure("data" in body, "the envelope has no data", answer)
    return _typed(answer, kind, body["data"], "data")


def expect_list(answer: httpx.Response, kind: type[T]) -> tuple[list[T], Pagination]:
    """Return the items and the place of one page of a list; ResponseError where they are not as promised.

    The contract says that lists carry `pagination`, not where: beside `data`, in it or in `meta` are all right.
    """
    data: Any = expect_success(answer, object)
    body = envelope(answer)
    holders = [holder for holder in (body, data, body["meta"]) if isinstance(holder, dict) and "pagination" in holder]
    ensure(holders, "the list carries no pagination", answer)
    if isinstance(data, dict):
        lists = {name: member for name, member in data.items() if isinstance(member, list)}
        named = [lists[name] for name in _LISTS if name in lists] or list(lists.values())
        ensure(len(named) == 1, "data holds no list", answer)
        data = named[0]
    items: list[T] = _typed(answer, list[kind], data, "data")  # type: ignore[valid-type]
    return items, _typed(answer, Pagination, holders[0]["pagination"], "pagination")


def expect_error(answer: httpx.Response, status: int, code: str, of: str = "") -> None:
    """Raise ResponseError unless the answer refuses with this status and code, as an envelope without a stack trace.

    `of` names what is to be refused, as the subject of a sentence: "an order with quantity 0".
    """
    expected = f"{status} {code}"
    wrong = f"{of} is {'accepted' if answer.is_success else 'not refused as promised'}" if of else ""
    ensure(answer.status_code == status, wrong, answer, expected)
    error = expect_refusal(answer)
    ensure(error.code == code, f"a refusal has the code {error.code}", answer, expected)


def expect_refusal(answer: httpx.Response) -> ErrorBody:
    """Return the error of a refusal of any status; ResponseError unless it is an envelope without a stack trace."""
    expect_no_trace(answer)
    body = envelope(answer)
    ensure(body.get("success") is False, "the envelope of a refusal does not say success: false", answer)
    return _typed(answer, ErrorBody, body.get("error"), "error")


def expect_no_trace(answer: httpx.Response) -> None:
    """Raise ResponseError where a refusal shows a stack trace."""
    trace = STACK_TRACES.search(answer.text)
    ensure(not trace, f"a refusal shows a stack trace\n{trace and trace[0]!r}", answer)


def expect_meta(answer: httpx.Response) -> Meta:
    """Return the envelope's `meta`, of a success or a refusal; ResponseError where there is none."""
    return _typed(answer, Meta, envelope(answer)["meta"], "meta")


def expect_closed(answer: httpx.Response, of: str, *, to_nobody: bool = False, is_list: bool = False) -> None:
    """Raise ResponseError unless the answer says that this is not for who asks: 403 FORBIDDEN or 404 NOT_FOUND.

    `of` names what is to be refused, as in `expect_error`. `to_nobody`: who asks has no session, hence also 401.
    `is_list`: a list may be empty instead, as row-level security has it, and count nothing.
    """
    if is_list and answer.is_success:
        found, place = expect_list(answer, object)
        ensure((len(found), place.total) == (0, 0), f"{of} is accepted", answer, "a refusal or an empty list")
    elif answer.status_code == httpx.codes.FORBIDDEN:
        expect_error(answer, 403, "FORBIDDEN", of)
    elif to_nobody and answer.status_code != httpx.codes.NOT_FOUND:
        expect_error(answer, 401, "UNAUTHORIZED", of)
    else:
        expect_error(answer, 404, "NOT_FOUND", of)


def says_not_found(answer: httpx.Response) -> bool:
    """Return whether Servio itself says that there is no such thing; somebody else's 404 says nothing of it."""
    try:
        expect_error(answer, httpx.codes.NOT_FOUND, "NOT_FOUND")
    except AssertionError:
        return False
    return True


def _shown(body: str, longest: int = BODY_SHOWN) -> str:
    text = without_secrets(" ".join(body.split()))
    return text if len(text) <= longest else f"{text[:longest]}…"


def envelope(answer: httpx.Response) -> dict[str, Any]:
    """Return the JSON envelope of an answer, whatever its status; ResponseError where it is none."""
    try:
        body = json.loads(answer.text.lstrip(BYTE_ORDER_MARK))
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ResponseError("the answer is no JSON envelope", exchange_of(answer))
    content_type = answer.headers.get("Content-Type", "")
    ensure("html" not in content_type, f"a JSON answer says that it is {content_type}", answer)
    _typed(answer, Meta, body.get("meta"), "meta")
    return body


def _typed(answer: httpx.Response, kind: type[T], value: object, place: str) -> T:
    try:
        typed: T = _adapter(kind).validate_python(value)  # type: ignore[arg-type] # a type is hashable
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in (place, *first["loc"]))
        wrong = f"the body is not as promised ({where}: {_IN_WORDS.get(first['type'], first['msg'])})"
        raise ResponseError(wrong, exchange_of(answer)) from None
    return typed


@cache  # to make one takes longer than to judge an answer with it
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def made_id(answer: httpx.Response) -> str | None:
    """Return the id of what an answer says was made; None where it names none."""
    try:
        return str(answer.json()["data"]["id"])
    except (ValueError, KeyError, TypeError):
        return None
