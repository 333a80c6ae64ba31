"""Dialects in which libraries tell a rate limit; the sandbox's own is `legacy`."""

import time
from collections.abc import Callable

from starlette.datastructures import MutableHeaders

from servio_sandbox.app.assembly import Sandbox
from servio_sandbox.faults.altering import Answer, on_api

WINDOW = 60  # seconds
WITHOUT_RETRY_AFTER = ("nestjs", "none")
"""Dialects whose refusals do not say when to come again."""

Told = dict[str, str]


def tell_limit_as(sandbox: Sandbox, dialect: str) -> None:
    """Tell the rate limit in another dialect from here on."""
    tell = DIALECTS[dialect]

    def retell(answer: Answer) -> None:
        told = _take(answer.headers)
        if dialect in WITHOUT_RETRY_AFTER and "retry-after" in answer.headers:
            del answer.headers["retry-after"]
        if told:
            seconds = max(0, int(told["reset"]) - int(time.time()))
            for name, value in tell(told["limit"], told["remaining"], seconds).items():
                answer.headers[name] = value

    on_api(sandbox, retell)


def _take(headers: MutableHeaders) -> Told:
    names = ("limit", "remaining", "reset")
    told = {name: headers[f"x-ratelimit-{name}"] for name in names if f"x-ratelimit-{name}" in headers}
    for name in told:
        del headers[f"x-ratelimit-{name}"]
    return told if len(told) == len(names) else {}


def _legacy(limit: str, remaining: str, seconds: int) -> Told:
    reset = str(int(time.time()) + seconds)
    return {"X-RateLimit-Limit": limit, "X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset}


def _draft_6(limit: str, remaining: str, seconds: int) -> Told:
    told = {"RateLimit-Limit": limit, "RateLimit-Remaining": remaining, "RateLimit-Reset": str(seconds)}
    return {"RateLimit-Policy": f"{limit};w={WINDOW}", **told}


def _draft_7(limit: str, remaining: str, seconds: int) -> Told:
    told = f"limit={limit}, remaining={remaining}, reset={seconds}"
    return {"RateLimit-Policy": f"{limit};w={WINDOW}", "RateLimit": told}


def _draft_8(limit: str, remaining: str, seconds: int) -> Told:
    name = f'"{limit}-in-1min"'
    return {"RateLimit-Policy": f"{name}; q={limit}; w={WINDOW}", "RateLimit": f"{name}; r={remaining}; t={seconds}"}


def _fastify(limit: str, remaining: str, seconds: int) -> Told:
    return {"x-ratelimit-limit": limit, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": str(seconds)}


def _slowapi(limit: str, remaining: str, seconds: int) -> Told:
    # The reset has a fraction, and Retry-After comes with 200 too.
    reset = f"{time.time() + seconds:.6f}"
    told = {"X-RateLimit-Limit": limit, "X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset}
    return {**told, "Retry-After": str(seconds)}


def _flask(limit: str, remaining: str, seconds: int) -> Told:
    # A whole epoch, and the same Retry-After on every answer.
    return {**_legacy(limit, remaining, seconds), "Retry-After": str(seconds)}


def _nestjs(limit: str, remaining: str, seconds: int) -> Told:
    # Named throttlers have their names as suffixes; a short one allows in a second what the long one does in all.
    short = {"Limit": limit, "Remaining": limit, "Reset": "1"}
    long = {"Limit": limit, "Remaining": remaining, "Reset": str(seconds)}
    told = {f"X-RateLimit-{key}-short": value for key, value in short.items()}
    return told | {f"X-RateLimit-{key}-long": value for key, value in long.items()}


def _none(_limit: str, _remaining: str, _seconds: int) -> Told:
    return {}


DIALECTS: dict[str, Callable[[str, str, int], Told]] = {
    "legacy": _legacy,
    "draft-6": _draft_6,
    "draft-7": _draft_7,
    "draft-8": _draft_8,
    "fastify": _fastify,
    "slowapi": _slowapi,
    "flask": _flask,
    "nestjs": _nestjs,
    "none": _none,
}
