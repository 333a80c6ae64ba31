"""Announced rate limits: how many requests in how many seconds, from the headers of an answer.

| dialect                         | limit                     | window                                               |
| ------------------------------- | ------------------------- | ---------------------------------------------------- |
| IETF drafts 6 and 7, Policy     | `100;w=900`               | `w`                                                  |
| IETF draft 8, Policy            | `"name";q=100;w=900`      | `w`                                                  |
| draft 7 without Policy          | `limit=100`               | by `reset`                                           |
| `X-RateLimit-*`, `RateLimit-*`  | `-Limit`, in any case     | by `-Reset`: seconds left, or epoch seconds          |
| the same with a suffix          | `-Limit-short`            | by `-Reset-short`, or the suffix (`-Minute`)         |
| `Retry-After` beside a limit    |                           | seconds left, where there is no Reset                |

A Reset says when the window ends, not how long it is: the next usual length is taken, and `guessed` says so. Every
answer may announce, a refusal (429, 403) and a 200 alike. What is left of the window that is on stands in
`Remaining`, `remaining=` or `r=`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import NamedTuple

MINUTE = 60.0
EPOCH = 1e9
"""From this on, a Reset is seconds since the epoch; below, seconds left."""

_WINDOWS = (MINUTE, 300.0, 600.0, 900.0, 1800.0, 3600.0, 86400.0)
_SHORT_WINDOWS = (1.0, 5.0, 10.0, 15.0, 20.0, 30.0)
_NAMED = {"second": 1.0, "minute": MINUTE, "hour": 3600.0, "day": 86400.0}
_LIMIT = re.compile(r"(?P<family>(?:x-)?rate-?limit)-limit(?P<suffix>-[\w-]+)?$")


@dataclass(frozen=True)
class Limit:
    """So many requests in a window of so many seconds; `header` is where it is announced."""

    requests: int
    window: float
    header: str
    left: float | None = None
    """Seconds until the window ends, where that is how its length was guessed."""

    remaining: int | None = None
    """Requests that are left in the window that is on; None where that is not told."""

    ends_in: float | None = None
    """Seconds until that window ends; None where that is not told."""

    @property
    def guessed(self) -> bool:
        """Whether the window is not announced, and was concluded from its end."""
        return self.left is not None

    def __str__(self) -> str:
        return f"{self.requests} requests in {self.window:g} s"


def announced(headers: Iterable[tuple[str, str]], now: float, *, begun: Collection[str] = ()) -> list[Limit]:
    """Return the limits that these headers announce, each once.

    `now` are seconds since the epoch, by the clock of the sender where it tells one (`Date`). `begun` are headers
    (in lower case) whose window has begun just now, so that what is left of it is its length.
    """
    lines = [(name.lower(), value) for name, value in headers]
    first = dict(reversed(lines))
    plain = list(_plain(lines, first, _date(first.get("date")) or now))
    limits = [*_policies(lines, plain)]
    known = {limit.requests for limit in limits}
    for state in plain:
        if state.requests not in known:  # beside a policy, the plain header says the same with less
            limits.append(_guess(state, fresh=state.name in begun))
    return list({(limit.requests, limit.window): limit for limit in reversed(limits)}.values())[::-1]


def retry_after(headers: Iterable[tuple[str, str]], now: float) -> float | None:
    """Return the seconds after which to ask again; None where these headers do not tell. `now` as in `announced`."""
    told = {name.lower(): value for name, value in headers}
    return _seconds_left(told.get("retry-after"), _date(told.get("date")) or now)


class _State(NamedTuple):
    """What is told of a limit without its window: seconds until that ends, and what is left in it."""

    name: str
    requests: int
    left: float | None
    remaining: int | None


def _policies(lines: Sequence[tuple[str, str]], plain: Sequence[_State]) -> Iterator[Limit]:
    """Yield what is announced with its window: in a Policy, or in a Limit of earlier drafts (`100, 100;w=60`)."""
    by_name = dict(_named_states(lines))
    for name, value in lines:
        if name != "ratelimit-policy" and not _LIMIT.match(name):
            continue
        for head, parameters in _items(value):
            quota, window = parameters.get("q", head), parameters.get("w", parameters.get("window"))
            if quota.isdigit() and _is_number(window) and parameters.get("qu", "requests") == "requests":
                same = next((state for state in plain if state.requests == int(quota)), None)
                told = (same.remaining, same.left) if same else by_name.get(head, (None, None))
                yield Limit(int(quota), float(window or 0), name, None, *told)


def _named_states(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, tuple[int | None, float | None]]]:
    """Yield what draft 8 tells of each policy by its name: `"name";r=99;t=900`."""
    for name, value in lines:
        for head, parameters in _items(value) if name == "ratelimit" else ():
            remaining, left = parameters.get("r"), parameters.get("t")
            yield head, (_count(remaining), float(left or 0) if _is_number(left) else None)


def _plain(lines: Iterable[tuple[str, str]], first: Mapping[str, str], now: float) -> Iterator[_State]:
    """Yield what is announced without its window."""
    retry = _seconds_left(first.get("retry-after"), now)
    for name, value in lines:
        if name == "ratelimit":
            members = {head.partition("=")[0]: head.partition("=")[2] for head, _ in _items(value)}
            if members.get("limit", "").isdigit():
                left = _seconds_left(members.get("reset"), now)
                yield _State(name, int(members["limit"]), left, _count(members.get("remaining")))
        elif (match := _LIMIT.match(name)) and (head := value.partition(",")[0].partition(";")[0].strip()).isdigit():
            family, suffix = match["family"], match["suffix"] or ""
            left = _seconds_left(first.get(f"{family}-reset{suffix}"), now)
            remaining = _count(first.get(f"{family}-remaining{suffix}"))
            yield _State(name, int(head), retry if left is None else left, remaining)


def _guess(state: _State, *, fresh: bool) -> Limit:
    name, requests, left, remaining = state
    if window := _NAMED.get(name.rpartition("-")[2]):
        return Limit(requests, window, name, None, remaining, left)
    if left is None:
        return Limit(requests, MINUTE, name, MINUTE, remaining)
    usual = (*_SHORT_WINDOWS, *_WINDOWS) if fresh else _WINDOWS
    # A whole number of seconds is rounded up by some: a second more is no longer window.
    window = next((each for each in usual if left <= each + 1), left)
    return Limit(requests, window, name, left, remaining, left)


def _count(value: str | None) -> int | None:
    return int(value) if value and value.isdigit() else None


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
