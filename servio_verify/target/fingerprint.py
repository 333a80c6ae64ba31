"""The target's fingerprint: how it looks from outside, in a few requests after the checks."""

import re
import ssl
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from statistics import median
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from servio_verify.environments.model import Environment
from servio_verify.results.model import Endpoint, Fingerprint
from servio_verify.target import tls
from servio_verify.target.builds.task_marks import names_task
from servio_verify.target.probe import fresh_connections

SECONDS = 5.0
HOME_LOOKS = 3
AT_ONCE = 8
ASSETS_MOST = 40
SHAPED = ("/health", "/ready", "/api/v1/venues?limit=1")

_VOLATILE = ("date", "age", "etag", "expires", "last-modified", "content-length", "connection", "set-cookie", "via")
_NONCE = re.compile(r"'nonce-[^']*'")
_VOLATILE_PARTS = ("request-id", "ratelimit", "trace", "build", "cf-", "x-amz", "timing", "nonce", "commit", "version")


def take(environment: Environment, endpoints: Mapping[str, Endpoint], cookies: Mapping[str, str]) -> Fingerprint:
    """Return the fingerprint; what cannot be had is left out of it. `endpoints` and `cookies`: what checks saw."""
    known: dict[str, Any] = {"endpoints": dict(endpoints), "cookies": dict(cookies)}
    with fresh_connections(SECONDS) as client, ThreadPoolExecutor(AT_ONCE) as threads:
        try:
            homes = [client.get(environment.web_url) for _ in range(HOME_LOOKS)]
            urls = assets(homes[-1], environment)
            parts = list(
                threads.map(client.get, [*(environment.api_url + environment.paths.at(path) for path in SHAPED), *urls])
            )
        except httpx.HTTPError:
            return Fingerprint(**known)
    answers = dict(zip(SHAPED, parts, strict=False))
    page = [homes[-1], *parts[len(SHAPED) :]]
    return Fingerprint(
        **known,
        home_ms=round(median(answer.elapsed.total_seconds() for answer in homes) * 1000, 1),
        page_bytes=sum(len(part.content) for part in page),
        page_requests=len(page),
        headers=dict([*headers("web", homes[0], environment), *headers("API", answers["/health"], environment)]),
        shapes={path: tuple(shape(answer)) for path, answer in answers.items() if answer.is_success},
        tls=_tls(environment),
    )


def assets(home: httpx.Response, environment: Environment) -> list[str]:
    """Return what a page of the web app loads from it, by address, sorted."""
    found = _Assets(str(home.url), environment.web_url)
    found.feed(home.text)
    return sorted(found.urls)[:ASSETS_MOST]


class _Assets(HTMLParser):
    """Collects what a page of one origin loads from it: scripts, style sheets, pictures."""

    def __init__(self, base: str, origin: str) -> None:
        super().__init__()
        self.urls: set[str] = set()
        self._base, self._origin = base, origin

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        reference = told.get("src") if tag in ("script", "img") else told.get("href") if tag == "link" else None
        url = urljoin(self._base, reference or "")
        if reference and url.startswith(f"{self._origin}/"):
            self.urls.add(url)


def headers(place: str, answer: httpx.Response, environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield the headers of an answer that are the same each time, as `PLACE Name`, without the names of the origins."""
    for name, value in answer.headers.items():
        if name not in _VOLATILE and not names_task(name) and not any(part in name for part in _VOLATILE_PARTS):
            plain = value.replace(environment.web_url, "{web}").replace(environment.api_url, "{api}")
            yield f"{place} {name.title()}", _NONCE.sub("'nonce-…'", plain)


def shape(answer: httpx.Response) -> Iterator[str]:
    """Yield the paths of an answer's JSON members, sorted; `text` where it is none."""
    try:
        yield from sorted(set(_paths(answer.json(), "")))
    except ValueError:
        yield "text"


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield f"{path}.{name}".lstrip(".")
            yield from _paths(member, f"{path}.{name}")
    elif isinstance(value, list):
        for member in value:
            yield from _paths(member, f"{path}[]")


def _tls(environment: Environment) -> dict[str, str]:
    found = {}
    for place, url in (("web", environment.web_url), ("API", environment.api_url)):
        if urlsplit(url).scheme == "https":
            try:
                found[place] = tls.description(url)
            except (OSError, ssl.SSLError):
                continue  # what is wrong with it is for the checks to say
    return found
