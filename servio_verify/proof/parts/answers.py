"""Answers: made up, and small changes of those that passed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from servio_verify.proof.exchange import Answer

NEVER = 3600.0
"""Seconds that nobody waits."""

SAME_ID = "00000000-0000-4000-8000-000000000000"
SAME_TIME = "2026-01-01T00:00:00Z"
META = {"timestamp": SAME_TIME, "requestId": SAME_ID, "version": "v1"}

Change = Callable[[Answer], Answer]


def page(title: str, status: int = 200, text: str = "", **headers: str) -> Answer:
    """Return an HTML page that is not Servio's."""
    body = (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"
    )
    return Answer(status, (("Content-Type", "text/html; charset=utf-8"), *headers.items()), body.encode())


def envelope(status: int, value: Any) -> Answer:
    """Return an answer in the API's envelope: a success with data, or a failure with its error."""
    said = {"success": True, "data": value} if status < 400 else {"success": False, "error": value}
    headers = (("Content-Type", "application/json"), ("X-Request-ID", META["requestId"]))
    return Answer(status, headers, json.dumps(said | {"meta": META}).encode())


def with_id_of_its_own(answer: Answer) -> Answer:
    """Return a made-up answer with another request id and another time than those before it have."""
    own, now = str(uuid4()), datetime.now(UTC).isoformat()
    headers = tuple((name, value.replace(SAME_ID, own)) for name, value in answer.headers)
    body = answer.body.replace(SAME_ID.encode(), own.encode()).replace(SAME_TIME.encode(), now.encode())
    return replace(answer, headers=headers, body=body)


def error(status: int, code: str, message: str = "it cannot be done now") -> Answer:
    """Return a failure in the API's envelope."""
    return envelope(status, {"code": code, "message": message, "details": None})


def script(code: str) -> Answer:
    """Return a script that no cache keeps."""
    return Answer(200, (("Content-Type", "text/javascript"), ("Cache-Control", "no-store")), code.encode())


def becomes(other: Answer) -> Change:
    """Return a change into another answer, which keeps those headers that the other does not have itself."""
    own = {name.lower() for name, _ in other.headers}

    def change(was: Answer) -> Answer:
        headers = tuple((name, value) for name, value in was.headers if name.lower() not in own)
        return replace(other, headers=(*headers, *other.headers))

    return change


def behind(text: str) -> Change:
    """Return a change that puts a text at the end of a body."""
    return lambda answer: answer.with_body(answer.body + text.encode())


def before(mark: str, text: str) -> Change:
    """Return a change that puts a text before the first place of a mark, where it has one."""
    return lambda answer: answer.with_body(answer.body.replace(mark.encode(), f"{text}{mark}".encode(), 1))


def after(mark: str, text: str) -> Change:
    """Return the same, after it."""
    return lambda answer: answer.with_body(answer.body.replace(mark.encode(), f"{mark}{text}".encode(), 1))


def late(seconds: float) -> Change:
    """Return a change that lets an answer come later."""
    return lambda answer: answer.delivered(delay=answer.delivery.delay + seconds)


def half(answer: Answer) -> Answer:
    """Return an answer that breaks off in the middle."""
    return answer.delivered(cut_after=max(1, len(answer.body) // 2))


def without_headers(*names: str) -> Change:
    """Return a change that takes headers away."""
    return lambda answer: answer.without_header(*names)


def with_header(name: str, value: str) -> Change:
    """Return a change that sets a header."""
    return lambda answer: answer.with_header(name, value)


def with_headers(*headers: tuple[str, str]) -> Change:
    """Return a change that adds headers, beside those of the same names."""
    return lambda answer: replace(answer, headers=(*answer.headers, *headers))
