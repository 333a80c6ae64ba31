"""Life of a signed-in browser's access token, as the target itself tells it: no life is promised."""

import json
import math
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Cookie, Error, Page, StorageState, StorageStateCookie

from servio_verify.browser.parts.arrival import at_login
from servio_verify.run.polling import wait_in

SAFE_SECONDS = 1.0
"""Waited beyond a token's end: some clocks count whole seconds."""

LONG_SECONDS = 600.0

_MILLISECONDS = 1e11
"""A time since 1970 beyond this is told in milliseconds."""

_JWT = re.compile(r"eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+")
_ENDS = re.compile(r"(?:access_?token_?)?expires?_?(in|at)", re.IGNORECASE)
_RENEWS = re.compile(r"refresh[_-]?token", re.IGNORECASE)
_SESSION = re.compile(r"access|token|jwt|auth|session|\bsid\b", re.IGNORECASE)
_PART = re.compile(r"(.+)\.(\d+)")
_STORAGE = "() => JSON.stringify([localStorage, sessionStorage].map(each => Object.entries(each)))"


@dataclass(frozen=True)
class TokenLife:
    """How long the access token lives from its sign-in on (seconds), who says so, and whether anything renews it."""

    seconds: float
    told_by: str
    is_renewed: bool


def token_life(page: Page) -> TokenLife | None:
    """Return the shortest life that is told of the session of this page, which has just signed in; None where none is.

    Asked are the answer to the sign-in (`expires_in`, `expires_at`), JSON web tokens (`exp`) in cookies and storage,
    and the age of cookies that are named as a session's. What has a refresh token is meant to be renewed.
    """
    answers, kept = list(_sign_in_answers(page)), _kept(page)
    told = [*_told_by_answers(answers), *_told_by_tokens(kept), *_told_by_cookies(page)]
    if not told:
        return None
    seconds, told_by = min(told)
    texts = (*map(json.dumps, answers), *(f"{name} {text}" for name, text in kept.items()))
    return TokenLife(seconds, told_by, any(_RENEWS.search(text) for text in texts))


def holds_refresh_token(state: StorageState) -> bool:
    """Return whether a browser that holds this may exchange its session for a newer one, which makes this one old."""
    stored = {item["name"]: item["value"] for origin in state["origins"] for item in origin["localStorage"]}
    kept = _readable({**_whole(state["cookies"]), **stored})
    return any(_RENEWS.search(f"{name} {text}") for name, text in kept.items())


def wait_past(page: Page, life: TokenLife) -> None:
    """Wait until the access token has ended, or the page has left for the sign-in form by itself."""
    wait_in(page, lambda: at_login().search(page.url), life.seconds + SAFE_SECONDS)


def _sign_in_answers(page: Page) -> Iterator[Any]:
    for request in page.requests():
        answer = request.existing_response
        if answer and answer.ok and b"password" in (request.post_data_buffer or b""):
            with suppress(Error, ValueError):  # a redirect or a page that is left has no body, and HTML is no JSON
                yield answer.json()


def _told_by_answers(answers: list[Any]) -> Iterator[tuple[float, str]]:
    for key, value in (pair for answer in answers for pair in _pairs(answer)):
        if named := _ENDS.fullmatch(key):
            seconds = value if named[1].lower() == "in" else _left(value)
            if isinstance(seconds, int | float) and seconds > 0:
                yield float(seconds), f"{key} in the answer to the sign-in"


def _told_by_tokens(kept: dict[str, str]) -> Iterator[tuple[float, str]]:
    for name, text in kept.items():
        for payload in _JWT.findall(text):
            claims = json.loads(_decoded(payload) or "{}")
            ends, begun = claims.get("exp"), claims.get("iat", time.time())
            if isinstance(ends, int | float) and ends > time.time():
                yield float(ends - begun), f"exp of the token in {name}"


def _told_by_cookies(page: Page) -> Iterator[tuple[float, str]]:
    for cookie in page.context.cookies():
        name, ends = str(cookie.get("name")), float(cookie.get("expires", -1))
        if ends > time.time() and _SESSION.search(name) and not _RENEWS.search(name):
            yield _whole_minutes(ends - time.time()), f"the age of the cookie {name}"


def _kept(page: Page) -> dict[str, str]:
    """Return what the browser keeps, by name, in a form that can be read."""
    kept = _whole(page.context.cookies())
    with suppress(Error):  # the page is moving on, or may keep nothing
        for stored in json.loads(page.evaluate(_STORAGE)):
            kept.update(stored)
    return _readable(kept)


def _whole(cookies: Sequence[Cookie | StorageStateCookie]) -> dict[str, str]:
    """Return the values of cookies by name; what is split over several is put together."""
    whole: dict[str, str] = {}
    for cookie in sorted(cookies, key=lambda each: _place(str(each.get("name")))):
        name, _ = _place(str(cookie.get("name")))
        whole[name] = whole.get(name, "") + str(cookie.get("value"))
    return whole


def _place(name: str) -> tuple[str, int]:
    part = _PART.fullmatch(name)
    return (part[1], int(part[2])) if part else (name, 0)


def _readable(kept: dict[str, str]) -> dict[str, str]:
    plain = {name: unquote(value) for name, value in kept.items()}
    return {name: _decoded(text[7:]) if text.startswith("base64-") else text for name, text in plain.items()}


def _decoded(text: str) -> str:
    with suppress(ValueError):
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    return ""


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield str(key), each
        yield from _pairs(each)


def _left(moment: Any) -> float:
    """Return the seconds from now to a moment: seconds or milliseconds since 1970, or a date."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(moment).timestamp() if isinstance(moment, str) else moment
    if not isinstance(moment, int | float):
        return 0.0
    return _whole_minutes((moment / 1000 if moment > _MILLISECONDS else moment) - time.time())


def _whole_minutes(seconds: float) -> float:
    """Return what is left of a long life as whole minutes: how long ago the sign-in was shall not be told."""
    return math.ceil(seconds / 60) * 60.0 if seconds > LONG_SECONDS else seconds
