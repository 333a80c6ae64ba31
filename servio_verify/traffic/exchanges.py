"""The last HTTP exchanges of this process, as evidence of a failure. No token is in them."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from servio_verify.failures.check_errors import ResponseError
from servio_verify.failures.exchange import Exchange
from servio_verify.run import alarm
from servio_verify.secrets import leaks, obtained
from servio_verify.secrets.masking import without_secrets
from servio_verify.traffic import builds_seen, observations

KEPT = 20
EXCHANGES: deque[httpx.Response] = deque(maxlen=KEPT)

NOTED: deque[float] = deque(maxlen=KEPT)
"""When each was kept, in seconds since the epoch."""

LEAKING: list[ResponseError] = []
"""What is wrong with the answers of the check that is on that hold a secret."""

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
    NOTED.append(time.time())


def look_for(secrets: Mapping[str, str]) -> Callable[[httpx.Response], None]:
    """Return an event hook that keeps each answer which holds one of these secrets, or one that is secret by its form.

    Answers of the API are a browser's to read, whoever has asked for them here.
    """

    def look(answer: httpx.Response) -> None:
        headers = "\n".join(f"{key}: {value}" for key, value in answer.headers.multi_items())
        if found := leaks.find_leaks(f"{headers}\n{answer.text}", secrets):
            asked = Exchange(method=answer.request.method, url=str(answer.request.url), status=answer.status_code)
            LEAKING.append(ResponseError(f"a secret is in an answer: {', '.join(found)}", asked))

    return look


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
