"""Per-process measurements: response times, cookie flags, browser versions, what could not be looked at."""

import json
import math
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import httpx

from servio_verify.failures.ids import without_ids
from servio_verify.results.resent import Resent
from servio_verify.run import files

if TYPE_CHECKING:  # a load run imports this too, and neither a browser nor what it has no use for
    from playwright.sync_api import Browser

    from servio_verify.results.model import Endpoint

FEWEST = 20
"""Of fewer answers the p95 is the slowest one, and that is chance."""

_FLAGS = ("httponly", "secure", "samesite")

_times: defaultdict[str, list[float]] = defaultdict(list)
_cookies: dict[str, str] = {}
_browsers: dict[str, str] = {}
_resent: defaultdict[str, list[float]] = defaultdict(list)
_answers: defaultdict[str, int] = defaultdict(int)
_not_covered: dict[str, None] = {}


class Seen(NamedTuple):
    """What all processes of a run saw."""

    endpoints: dict[str, "Endpoint"]
    cookies: dict[str, str]
    browsers: dict[str, str]
    resent: tuple[Resent, ...] = ()
    not_covered: tuple[str, ...] = ()


def note(answer: httpx.Response) -> None:
    """Take in an answer that has been read to its end."""
    _answers[_origin(answer.request.url)] += 1
    path = without_ids(urlsplit(str(answer.request.url)).path, "{id}")
    if answer.is_success:
        _times[f"{answer.request.method} {path}"].append(answer.elapsed.total_seconds() * 1000)
    for line in answer.headers.get_list("set-cookie"):
        name, flags = cookie_flags(line)
        _cookies[name] = flags


def cookie_flags(line: str) -> tuple[str, str]:
    """Return a cookie's name, and its flags in one order; its value is left out."""
    name, *attributes = (part.strip() for part in line.split(";"))
    flags = sorted(each for each in attributes if each.lower().partition("=")[0] in _FLAGS)
    return name.partition("=")[0], "; ".join(flags)


def note_resent(url: httpx.URL, idle: float) -> None:
    """Take in a request that was sent again because its connection, kept for `idle` seconds, was closed."""
    _resent[_origin(url)].append(idle)


def note_browser(browser: "Browser") -> None:
    """Take in a browser that is used."""
    _browsers[browser.browser_type.name.capitalize()] = browser.version


def note_not_covered(what: str) -> None:
    """Take in what a check that ran could not look at; the verdict says that this run does not cover it."""
    _not_covered[what] = None


def write(folder: Path, worker: str) -> None:
    """Hand over what this process saw; a full disk keeps it from nobody who decides."""
    parts = {"times": _times, "cookies": _cookies, "browsers": _browsers, "resent": _resent, "answers": _answers}
    seen = json.dumps(parts | {"not_covered": [*_not_covered]})
    with suppress(OSError):
        files.write_atomically(folder / files.named(files.OBSERVED, worker), seen)


def take(folder: Path) -> Seen:
    """Return what all processes saw, and remove their files."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    cookies: dict[str, str] = {}
    browsers: dict[str, str] = {}
    resent: defaultdict[str, list[float]] = defaultdict(list)
    answers: Counter[str] = Counter()
    not_covered: dict[str, None] = {}
    for path in sorted(folder.glob(files.OBSERVED)):
        seen = json.loads(path.read_text(encoding="utf-8"))
        cookies |= seen["cookies"]
        browsers |= seen["browsers"]
        not_covered |= dict.fromkeys(seen["not_covered"])
        for endpoint, values in seen["times"].items():
            times[endpoint] += values
        for origin, idle in seen["resent"].items():
            resent[origin] += idle
        answers.update(seen["answers"])
        path.unlink()
    endpoints = {name: _endpoint(values) for name, values in sorted(times.items()) if len(values) >= FEWEST}
    again = tuple(Resent(origin, len(idle), median(idle), answers[origin]) for origin, idle in sorted(resent.items()))
    return Seen(endpoints, cookies, browsers, again, tuple(not_covered))


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode()}"


def _endpoint(values: list[float]) -> "Endpoint":
    from servio_verify.results.model import Endpoint

    rank = math.ceil(0.95 * len(values))  # nearest rank
    return Endpoint(count=len(values), p95_ms=round(sorted(values)[rank - 1], 1))
