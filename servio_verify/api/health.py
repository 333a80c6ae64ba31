"""Dependencies as `/health` and `/ready` report them (docs/CONTRACT.md, API)."""

import json
import re
from typing import Any

import httpx

from servio_verify.api.assertions import BYTE_ORDER_MARK, ensure, exchange_of
from servio_verify.api.health_words import Said, meaning, words
from servio_verify.failures.check_errors import DependencyError

SECONDS = 5
"""The load balancer's limit for `/health` (docs/CONTRACT.md, Web app)."""

BAD = ("down", "error", "fail", "failed", "failing", "unhealthy", "disconnected", "unavailable", "unreachable")
"""Words by which `/health` as a whole says that it is ill; of "degraded" it may think what it likes."""

_NOT_READY = ("not ready", "not_ready", "out_of_service")
_OF_A_DEPENDENCY = re.compile(
    r"(?:data[ _-]?base|db|postgres(?:ql)?|(?:my)?sql|redis|valkey|cache|queue|broker|stripe|payment|auth|supabase"
    r"|storage|search|e?mail|mailer|smtp|mongo(?:db)?|kafka|rabbit(?:mq)?|elasticsearch|opensearch|s3)s?"
    r"(?:[ _-]?(?:status|state|health|connection|connected|server|service|provider|check|cluster|primary|replica|pool"
    r"|store|engine|data_?base|db|cache|queue|api))*",
    re.IGNORECASE,
)
"""How a dependency is called that stands beside `status`; a `logLevel` or `dbLogLevel` of "error" is none."""

CLOSED = (301, 302, 303, 307, 308, 401, 403, 404, 405)
"""How readiness says that it is not there, or not for those outside: it is optional."""

_MARKUP = re.compile(r"\ufeff?\s*<(?:!doctype|!--|[a-z])", re.IGNORECASE)
_PLACES = ("checks", "dependencies", "services", "components")
_LOOSE_PLACES = ("details", "info", "error")
"""Where NestJS Terminus names dependencies, and others what they like."""


def is_closed(readiness: httpx.Response) -> bool:
    """Return whether there is no readiness, or not for us; a single-page host has its page for every path."""
    return readiness.status_code in CLOSED or (readiness.status_code == httpx.codes.OK and is_page(readiness))


def not_there(readiness: httpx.Response) -> str:
    """Return the line about a readiness that is not there, or closed."""
    path, status = readiness.request.url.path, readiness.status_code
    lacks = status in (httpx.codes.OK, httpx.codes.NOT_FOUND)
    return f"the API has no {path}" if lacks else f"{path} is closed to us ({status})"


def is_page(answer: httpx.Response) -> bool:
    """Return whether the answer is a page, as a single-page host gives for every path, and no health.

    The type alone does not decide: Express calls the text `ok` HTML.
    """
    return _MARKUP.match(answer.text) is not None


def expect_no_page(answer: httpx.Response, subject: str) -> None:
    """Raise ResponseError where a page stands for what should be read (`subject`: the health of an origin)."""
    wrong = f"{subject} is a page, not the text ok or JSON: its path leads to no health check"
    ensure(not is_page(answer), wrong, answer)


def dependencies(answer: httpx.Response) -> dict[str, str]:
    """Return the status of each dependency that the answer says to be well or ill; none where it is no JSON."""
    return {name: words(said) for name, said in _named(answer) if _meaning(name, said) in (Said.WELL, Said.ILL)}


def undecided(answer: httpx.Response) -> list[str]:
    """Return the dependencies of which the answer says something that means neither well nor ill."""
    return [name for name, said in _named(answer) if _meaning(name, said) is Said.UNDECIDED]


def broken_dependencies(answer: httpx.Response, slowest: float | None = None) -> dict[str, str]:
    """Return the dependencies that are not ok, and what is said of them; after `slowest` seconds, "ok" is not ok."""
    named = dict(_named(answer))
    broken = {name: words(said) for name, said in named.items() if _meaning(name, said) is Said.ILL}
    late = {
        name: f"{words(named[name])} after {seconds:.1f} s"
        for name, seconds in _response_times(answer).items()
        if slowest is not None and seconds > slowest
    }
    return late | broken


def expect_ok(answer: httpx.Response, slowest: float | None = None) -> None:
    """Raise DependencyError where the answer names a dependency that is not ok, or is ok after `slowest` seconds."""
    broken = broken_dependencies(answer, slowest)
    if answer.is_success:  # else it is told by the status
        broken |= {name: words(said) for name, said in _named_loosely(answer)}
    if broken:
        names = ", ".join(f"{name} ({status})" for name, status in broken.items())
        raise DependencyError(f"a dependency is not ok: {names}", exchange_of(answer))


def expect_said(answer: httpx.Response, wrong: str = "health says nothing") -> None:
    """Raise ResponseError where the answer says nothing of health: the promise is 200 with `ok` or JSON, no page."""
    ensure(answer.status_code == httpx.codes.OK, wrong, answer, "200")
    path = answer.request.url.path
    ensure(says_health(answer), f"{path} is neither the text ok nor JSON", answer)
    ill = _own_word(answer)
    ensure(not ill, f"{path} answers 200 and says of itself: {ill}", answer)


def says_health(answer: httpx.Response) -> bool:
    """Return whether the body is the text `ok`, or JSON; the mark of an encoding before it is no part of it."""
    if answer.text.lstrip(BYTE_ORDER_MARK).strip().strip('"').lower() == "ok":
        return True
    return isinstance(_json(answer), dict | list)


def _response_times(answer: httpx.Response) -> dict[str, float]:
    """Return the seconds that each dependency took, where the answer says so (`responseTime` in milliseconds)."""
    told = ((name, said.get("responseTime")) for name, said in _named(answer) if isinstance(said, dict))
    return {name: time / 1000 for name, time in told if isinstance(time, int | float)}


def _own_word(answer: httpx.Response) -> str:
    """Return the word by which health as a whole says that it is ill; empty where it says nothing of the kind."""
    for holder in _holders(answer):
        word = str(holder.get("status", ""))
        if word.lower() in (*BAD, *_NOT_READY):
            return word
        if holder.get("success") is False:
            return "success: false"
    return ""


def _meaning(name: str, said: Any) -> Said:
    """Return what is said under a name; of a `maintenanceMode`, and whatever is no dependency, false may be right."""
    return Said.UNDECIDED if said is False and not _OF_A_DEPENDENCY.fullmatch(name) else meaning(said)


def _named(answer: httpx.Response) -> list[tuple[str, Any]]:
    places = [holder.get(place) for holder in _holders(answer) for place in _PLACES]
    return [pair for place in places for pair in _pairs(place)]


def _named_loosely(answer: httpx.Response) -> list[tuple[str, Any]]:
    """Return what is named in another form than the contract's, and in so many words is not ok."""
    pairs = []
    for holder in _holders(answer):
        pairs += [(name, said) for name, said in holder.items() if _OF_A_DEPENDENCY.fullmatch(name)]
        pairs += [pair for place in _LOOSE_PLACES for pair in _pairs(holder.get(place)) if isinstance(pair[1], dict)]
    return [(name, said) for name, said in pairs if words(said).lower() in BAD]


def _holders(answer: httpx.Response) -> list[dict[str, Any]]:
    body = _json(answer)
    holders = (body, body.get("data")) if isinstance(body, dict) else ()
    return [holder for holder in holders if isinstance(holder, dict)]


def _pairs(place: Any) -> list[tuple[str, Any]]:
    if isinstance(place, dict):
        return list(place.items())
    if isinstance(place, list):
        return [(str(said.get("name", "?")), said) for said in place if isinstance(said, dict)]
    return []


def _json(answer: httpx.Response) -> Any:
    try:
        return json.loads(answer.text.lstrip(BYTE_ORDER_MARK))
    except ValueError:
        return None
