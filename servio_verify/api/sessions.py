"""Sessions of the API: where a sign-in's answer has the token, and how a request carries it."""

import json
import string
from collections.abc import Iterable, Mapping
from typing import Any

import httpx

from servio_verify.environments.layout import current

BEARER = "Authorization"

_KINDS = (string.digits, "abcdef", string.ascii_lowercase[6:], "ABCDEF", string.ascii_uppercase[6:])
_OTHERS = str.maketrans({one: other for kind in _KINDS for one, other in zip(kind, kind[1:] + kind[0], strict=True)})


def headers(token: str) -> dict[str, str]:
    """Return the header that carries a session: a bearer token, or the cookies that `token_of` gave."""
    return {"Cookie": token} if current.layout().sign_in.cookie else {BEARER: f"Bearer {token}".strip()}


def made_up(value: str) -> str:
    """Return a token of this value, as `headers` takes it: a cookie has the session's name."""
    cookie = current.layout().sign_in.cookie
    return f"{cookie}={value}" if cookie else value


def made_up_cookies(answers: Iterable[httpx.Response], value: str) -> str:
    """Return cookies of this value, under all names that signing in has set; under `session` where it set none."""
    path = current.layout().paths.sign_in.partition("?")[0]
    signed_in = [answer for answer in answers if answer.request.url.path == path]
    lines = [line for answer in signed_in for line in answer.headers.get_list("set-cookie")]
    names = dict.fromkeys(line.partition("=")[0].strip() for line in lines)
    return "; ".join(f"{name}={value}" for name in names or ["session"])


def altered(token: str) -> str:
    """Return the token with eight characters near its end replaced, each by another of its kind.

    There a signature stands, where there is one; of its very last character in base64, some bits may not count.
    """
    return f"{token[:-12]}{token[-12:-4].translate(_OTHERS)}{token[-4:]}"


def carries(sent: Mapping[str, str]) -> bool:
    """Return whether a request names a session of its own."""
    return BEARER in sent or "Cookie" in sent


def token_of(answer: httpx.Response) -> str:
    """Return the token where `[sign_in] token` says it is; empty where it is not there."""
    settings = current.layout().sign_in
    if settings.cookie:
        return _cookies(answer, settings.cookie)
    try:
        value: Any = json.loads(answer.text)
    except ValueError:
        return ""
    for part in settings.token.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _cookies(answer: httpx.Response, name: str) -> str:
    """Return the cookie of this name, with the parts `NAME.0`, `NAME.1` in which it may come."""
    pairs = [line.partition(";")[0].strip() for line in answer.headers.get_list("set-cookie")]
    named = [pair for pair in pairs if (own := pair.partition("=")[0]) == name or own.startswith(f"{name}.")]
    return "; ".join(pair for pair in named if pair.partition("=")[2])
