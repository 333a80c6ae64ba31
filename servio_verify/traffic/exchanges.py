"""The last HTTP exchanges of this process, as evidence of a failure. No token is in them."""

import time
from collections import deque
from typing import Any

import httpx

from servio_verify.run import alarm
from servio_verify.secrets import obtained
from servio_verify.secrets.masking import without_secrets
from servio_verify.traffic import builds_seen, observations

KEPT = 20
EXCHANGES: deque[httpx.Response] = deque(maxlen=KEPT)

MOST_ANSWERS = 2000
ANSWERS: deque[httpx.Response] = deque(maxlen=MOST_ANSWERS)
"""All answers so far, for what is promised of every one; of very many the last."""

NOTED: deque[float] = deque(maxlen=KEPT)
"""When each was kept, in seconds since the epoch."""

BODY_SHOWN = 4096
"""Characters of a body in the report."""

MASKED = "__ALLURE_REDACTED__"
"""What Allure shows as a masked value."""

_WHO = ("authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key")


def note(answer: httpx.Response) -> None:
    """Keep an exchange (an httpx event hook): request, answer and both bodies."""
    answer.read()
    if answer.is_server_error:
        alarm.sound()
    observations.note(answer)
    if seen := builds_seen.followed():
        seen.note(answer)
    obtained.remember_answer(answer)
    EXCHANGES.append(answer)
    ANSWERS.append(answer)
    NOTED.append(time.time())


def name(answer: httpx.Response) -> str:
    """Return what an exchange is called in the report."""
    return f"{answer.request.method} {answer.request.url.path} {answer.status_code}"


def as_http(answer: httpx.Response) -> dict[str, Any]:
    """Return an exchange in the form of Allure 3's `application/vnd.allure.http+json`."""
    request = answer.request
    return {
        "request": {
            "method": request.method,
            "url": str(request.url),
            "headers": _headers(request.headers),
            "body": _body(request.headers, request.content.decode(errors="replace")),
        },
        "response": {
            "status": answer.status_code,
            "statusText": answer.reason_phrase,
            "httpVersion": answer.http_version,
            "headers": _headers(answer.headers),
            "body": _body(answer.headers, answer.text),
        },
    }


def _headers(headers: httpx.Headers) -> list[dict[str, str]]:
    return [{"name": key, "value": MASKED if key in _WHO else value} for key, value in headers.multi_items()]


def _body(headers: httpx.Headers, text: str) -> dict[str, Any]:
    shown = without_secrets(text)
    return {
        "contentType": headers.get("content-type", ""),
        "value": shown[:BODY_SHOWN],
        "size": len(text),
        "truncated": len(shown) > BODY_SHOWN,
    }
