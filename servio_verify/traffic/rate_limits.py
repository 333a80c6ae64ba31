"""Announced rate limits: how many requests in how many seconds, from the headers of an answer.

| dialect                         | limit                     | window                                               |
| ------------------------------- | ------------------------- | ---------------------------------------------------- |
| IETF drafts 6 and 7, Policy     | `100;w=900`               | `w`                                                  |
| IETF draft 8, Policy            | `"name";q=100;w=900`      | `w`                                                  |
| draft 7 without Policy          | `limit=100`               | by `reset`                                           |
| `X-RateLimit-*`, `RateLimit-*`  | `-Limit`, in any case     | by `-Reset`: seconds left, or epoch seconds          |
| the same with a suffix          | `-Limit-short`            | by `-Reset-short`, or the suffix (`-Minute`)         |
| `Retry-After` beside a limit    |                           | seconds left, where there is no Reset                |

A Reset says when the window ends, not how long it is: the next usual length is taken, and `guessed` says so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

MINUTE = 60.0
EPOCH = 1e9
"""From this on, a Reset is seconds since the epoch; below, seconds left."""

_WINDOWS = (MINUTE, 300.0, 600.0, 900.0, 1800.0, 3600.0, 86400.0)
_SHORT_WINDOWS = (1.0, 5.0, 10.0, 15.0, 20.0, 30.0)
_NAMED = {"second": 1.0, "minute": MINUTE, "hour": 3600.0, "day": 86400.0}
_LIMIT = re.compile(r"(?P<family>(?:x-)?ratelimit)-limit(?P<suffix>-[\w-]+)?$")


@dataclass(frozen=True)
class Limit:
    """So many requests in a window of so many seconds; `header` is where it is announced."""

    requests: int
    window: float
    header: str
    left: float | None = None
    """Seconds until the window ends, where that is how its length was guessed."""

    @property
    def guessed(self) -> bool:
        """Whether the window is not announced, and was concluded from its end."""
        return self.left is not None

    def __str__(self) -> str:
        return f"{self.requests} requests in {self.window:g} s"


def announced(headers: Iterable[tuple[str, str]], now: float, *, fresh: bool = False) -> list[Limit]:
    """Return the limits that these headers announce, each once.

    `now` are seconds since the epoch, by the clock of the sender where it tells one (`Date`). `fresh`: the window
    has begun just now, so that what is left of it is its length.
    """
    lines = [(name.lower(), value) for name, value in headers]
    first = dict(reversed(lines))
    limits = [*_policies(lines)]
    known = {limit.requests for limit in limits}
    for name, requests, left in _plain(lines, first, _date(first.get("date")) or now):
        if requests not in known:  # beside a policy, the plain header says the same with less
            limits.append(_guess(name, requests, left, fresh=fresh))
    return list(dict.fromkeys(limits))


def _policies(lines: Iterable[tuple[str, str]]) -> Iterator[Limit]:
    """Yield what is announced with its window: in a Policy, or in a Limit of earlier drafts (`100, 100;w=60`)."""
    for name, value in lines:
        if name != "ratelimit-policy" and not _LIMIT.match(name):
            continue
        for head, parameters in _items(value):
            quota = parameters.get("q", head)
            if quota.isdigit() and _is_number(parameters.get("w")) and parameters.get("qu", "requests") == "requests":
                yield Limit(int(quota), float(parameters["w"]), name)


def _plain(
    lines: Iterable[tuple[str, str]], first: Mapping[str, str], now: float
) -> Iterator[tuple[str, int, float | None]]:
    """Yield name, limit and seconds left of what is announced without its window."""
    retry = _seconds_left(first.get("retry-after"), now)
    for name, value in lines:
        if name == "ratelimit":
            members = {head.partition("=")[0]: head.partition("=")[2] for head, _ in _items(value)}
            if members.get("limit", "").isdigit():
                yield name, int(members["limit"]), _seconds_left(members.get("reset"), now)
        elif (match := _LIMIT.match(name)) and (head := value.partition(",")[0].partition(";")[0].strip()).isdigit():
            suffix = match["suffix"] or ""
            left = _seconds_left(first.get(f"{match['family']}-reset{suffix}"), now)
            yield name, int(head), retry if left is None else left


def _guess(name: str, requests: int, left: float | None, *, fresh: bool) -> Limit:
    if window := _NAMED.get(name.rpartition("-")[2]):
        return Limit(requests, window, name)
    if left is None:
        return Limit(requests, MINUTE, name, left=MINUTE)
    usual = (*_SHORT_WINDOWS, *_WINDOWS) if fresh else _WINDOWS
    # A whole number of seconds is rounded up by some: a second more is no longer window.
    return Limit(requests, next((window for window in usual if left <= window + 1), left), name, left=left)


def _items(value: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the members of a structured field's list: the item without quotes, and its parameters."""
    for member in _split(value, ","):
        head, *rest = _split(member, ";")
        pairs = (part.partition("=") for part in rest)
        yield head.strip('"'), {key.strip().lower(): text.strip().strip('"') for key, _, text in pairs}


def _split(text: str, separator: str) -> list[str]:
    """Split at a separator that stands in no quotes."""
    return [part.strip() for part in re.findall(rf'(?:"[^"]*"|[^"{separator}])+', text) if part.strip()]


def _seconds_left(value: str | None, now: float) -> float | None:
    if not _is_number(value):
        told = _date(value)
        return max(0.0, told - now) if told else None
    number = float(value or 0)
    if number >= EPOCH * 1000:  # milliseconds since the epoch
        number /= 1000
    return max(0.0, number - now) if number >= EPOCH else number


def _is_number(value: str | None) -> bool:
    return bool(value and re.fullmatch(r"\d+(?:\.\d+)?", value.strip()))


def _date(value: str | None) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except ValueError:
        return None
