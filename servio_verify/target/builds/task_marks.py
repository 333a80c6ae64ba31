"""Marks by which answers tell one task from another: headers, balancers' cookies, members of health's JSON."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import httpx

_NAMES = "(served|task|pod|container|instance|backend|upstream|host|node|replica|server)"
_HEADER = re.compile(rf"x-{_NAMES}(-?(by|id|name|addr|server))?|fly-machine-id")
_MEMBER = re.compile(r"(task|pod|container|instance|replica)(id|name|arn)?|(host|server)(id|name)")
_COOKIE = re.compile(r"(server|route|balance)id|srv(name)?|route|sticky|arraffinity", re.IGNORECASE)
"""What has a task's name as its value; AWS and Google encipher theirs anew in each answer."""

_PINS = re.compile(
    rf"({_COOKIE.pattern}|awsalb.*|gclb|bigipserver.*|nsc_.*|ingresscookie|__cflb|.*affinity)", re.IGNORECASE
)
CDN_NODE = "cache-"
"""How Fastly's X-Served-By begins: that is no task."""


@lru_cache
def names_task(header: str) -> bool:
    """Return whether a header of this name, in lower case, may tell one task from another."""
    return _HEADER.fullmatch(header) is not None


def marks(answer: httpx.Response) -> dict[str, str]:
    """Return what may name the task in an answer; the name of the host itself does not."""
    own = {answer.request.url.host, answer.request.url.netloc.decode()}
    return {name: value for name, value in _all(answer) if value not in own and not value.startswith(CDN_NODE)}


def cookies_of(answer: httpx.Response) -> dict[str, str]:
    """Return the cookies that an answer sets, as the next request of the same visitor carries them."""
    pairs = (line.partition(";")[0].partition("=") for line in answer.headers.get_list("set-cookie"))
    return {name.strip(): value.strip() for name, found, value in pairs if found}


def pinning(cookies: Mapping[str, str]) -> str:
    """Return the cookie that is a balancer's by its name, else the first."""
    return next((name for name in cookies if _PINS.fullmatch(name)), next(iter(cookies)))


def _all(answer: httpx.Response) -> Iterator[tuple[str, str]]:
    yield from ((name.title(), value) for name, value in answer.headers.items() if names_task(name))
    yield from ((f"cookie {name}", value) for name, value in cookies_of(answer).items() if _COOKIE.fullmatch(name))
    try:
        body = answer.json()
    except ValueError:
        return
    for holder in (body, body.get("data")) if isinstance(body, dict) else ():
        for name, value in holder.items() if isinstance(holder, dict) else ():
            if isinstance(value, str) and _MEMBER.fullmatch(re.sub("[-_]", "", name).lower()):
                yield name, value
