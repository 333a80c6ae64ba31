"""Assertions on answers of the API: status, envelope, data. Each failure quotes the answer."""

import json
import re
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from servio_verify.api.models import ErrorBody, Meta, Pagination

T = TypeVar("T")

BODY_SHOWN = 300
"""Characters of a body that a message quotes."""

_SECRET_MEMBER = re.compile(r'("(?:\w*token|password|\w*secret|api_?key)"\s*:\s*")[^"]*', re.IGNORECASE)
_STACK_TRACES = re.compile(
    r"Traceback \(most recent call last\)"
    r"|\bFile \\?\"[^\"\n]+\\?\", line \d+"  # Python
    r"|\bat [^\n()]{1,200}\([^\n()]+:\d+(?::\d+)?\)"  # JavaScript, Java
    r"|\bat (?:async )?(?:file://)?/[^\s:]+:\d+:\d+"  # JavaScript without a function
    r"|\.(?:go|rb|php|cs):(?:line )?\d+",
)


def describe(answer: httpx.Response, *, with_request: bool = False) -> str:
    """Return one line for a message: method, URL, status and the start of the body, without tokens."""
    request = answer.request
    sent = f" {_shown(request.content.decode(errors='replace'))}" if with_request and request.content else ""
    return f"{request.method} {request.url}{sent} answered {answer.status_code} {_shown(answer.text) or '(no body)'}"


def success(answer: httpx.Response, kind: type[T]) -> T:
    """Return `data` as the type asked for; AssertionError where status, envelope or data are not as promised."""
    assert answer.status_code in (200, 201), f"expected success: {describe(answer)}"
    body = envelope(answer)
    assert body.get("success") is True, f"the envelope's success is not true: {describe(answer)}"
    assert "data" in body, f"the envelope has no data: {describe(answer)}"
    return _typed(answer, kind, body["data"], "data")


def listing(answer: httpx.Response, kind: type[T]) -> tuple[list[T], Pagination]:
    """Return the items and the place of one page of a list; AssertionError where they are not as promised.

    The contract says that lists carry `pagination`, not where: beside `data`, in it or in `meta` are all right.
    """
    data: Any = success(answer, object)
    body = envelope(answer)
    holders = [holder for holder in (body, data, body["meta"]) if isinstance(holder, dict) and "pagination" in holder]
    assert holders, f"the list carries no pagination: {describe(answer)}"
    if isinstance(data, dict):
        lists = [member for member in data.values() if isinstance(member, list)]
        assert len(lists) == 1, f"data holds no list: {describe(answer)}"
        data = lists[0]
    items: list[T] = _typed(answer, list[kind], data, "data")  # type: ignore[valid-type]
    return items, _typed(answer, Pagination, holders[0]["pagination"], "pagination")


def refusal(answer: httpx.Response, status: int, code: str) -> None:
    """Assert that the answer refuses with this status and code, as an envelope without a stack trace."""
    assert answer.status_code == status, f"expected {status} {code}: {describe(answer)}"
    found = _STACK_TRACES.search(answer.text)
    assert not found, f"a stack trace reached the outside ({found and found[0]!r}): {describe(answer)}"
    body = envelope(answer)
    assert body.get("success") is False, f"the envelope's success is not false: {describe(answer)}"
    error = _typed(answer, ErrorBody, body.get("error"), "error")
    assert error.code == code, f"expected the code {code}, not {error.code}: {describe(answer)}"


def meta(answer: httpx.Response) -> Meta:
    """Return the envelope's `meta`, of a success or a refusal; AssertionError where there is none."""
    return _typed(answer, Meta, envelope(answer)["meta"], "meta")


def closed(answer: httpx.Response) -> None:
    """Assert that the answer says, in an envelope, that this is not for who asks: 403 FORBIDDEN or 404 NOT_FOUND."""
    if answer.status_code == httpx.codes.FORBIDDEN:
        refusal(answer, 403, "FORBIDDEN")
    else:
        refusal(answer, 404, "NOT_FOUND")


def says_not_found(answer: httpx.Response) -> bool:
    """Return whether Servio itself says that there is no such thing; somebody else's 404 says nothing of it."""
    try:
        refusal(answer, httpx.codes.NOT_FOUND, "NOT_FOUND")
    except AssertionError:
        return False
    return True


def without_secrets(body: str) -> str:
    """Return a body without the values of its members that are secret by their name."""
    return _SECRET_MEMBER.sub(r"\1…", body)


def envelope(answer: httpx.Response) -> dict[str, Any]:
    """Return the JSON envelope of an answer, whatever its status; AssertionError where it is none."""
    try:
        body = json.loads(answer.text)
    except ValueError:
        body = None
    assert isinstance(body, dict), f"expected a JSON envelope: {describe(answer)}"
    said = answer.headers.get("Content-Type", "")
    assert "html" not in said, f"a JSON answer says that it is {said}: {describe(answer)}"
    _typed(answer, Meta, body.get("meta"), "meta")
    return body


def _shown(body: str) -> str:
    text = without_secrets(" ".join(body.split()))
    return text if len(text) <= BODY_SHOWN else f"{text[:BODY_SHOWN]}…"


def _typed(answer: httpx.Response, kind: type[T], value: object, place: str) -> T:
    try:
        typed: T = TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in (place, *first["loc"]))
        raise AssertionError(f"{where}: {first['msg']}: {describe(answer)}") from None
    return typed
